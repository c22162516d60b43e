package dev.holdfast.server.wiring;

import dev.holdfast.core.QueueStats;
import tools.jackson.core.JsonGenerator;

/** Counts by state as JSON members, the same wherever they are shown. */
public final class StatsJson {
  private StatsJson() {}

  /** Writes {@code "jobs"} and {@code "last_seq"} into an object that is open. */
  public static void write(JsonGenerator json, QueueStats stats) {
    json.writeName("jobs");
    json.writeStartObject();
    json.writeNumberProperty("pending", stats.pending());
    json.writeNumberProperty("scheduled", stats.scheduled());
    json.writeNumberProperty("blocked", stats.blocked());
    json.writeNumberProperty("in_flight", stats.inFlight());
    json.writeNumberProperty("completed", stats.completed());
    json.writeNumberProperty("dead", stats.dead());
    json.writeNumberProperty("cancelled", stats.cancelled());
    json.writeNumberProperty("total", stats.total());
    json.writeEndObject();
    json.writeNumberProperty("last_seq", stats.lastSeq());
  }
}
