package dev.holdfast.engine.internal;

import dev.holdfast.core.Event;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.JsonPayload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;

/**
 * Events as the log holds them: one JSON object each, {@code
 * {"type":"ACK","job_id":"task-1","timestamp":"...",...}}. The format is described in {@code
 * docs/formats/log-events.md}; members with their default value are left out, and unknown members
 * of a known type are an error, since ignoring what one does not understand would change history.
 *
 * <p>An instance is not thread safe. {@link #decode} takes whatever {@link #encode} has ever
 * written.
 */
final class EventCodec {

  private final ReusableBuffer buffer = new ReusableBuffer();
  private final Timestamps timestamps = new Timestamps();

  /** The event's JSON; valid until the next call. */
  ByteBuffer encode(Event event) {
    buffer.reset();
    try (JsonGenerator json = Json.generator(buffer)) {
      json.writeStartObject();
      json.writeStringProperty("type", event.wireName());
      json.writeStringProperty("job_id", event.id().value());
      json.writeStringProperty("timestamp", timestamps.text(event.atMillis()));
      switch (event) {
        case Event.Enqueue e -> writeSpec(json, e.job());
        case Event.Dispatch e -> {
          json.writeNumberProperty("attempt", e.attempt());
          json.writeStringProperty("worker_id", e.worker());
          json.writeNumberProperty("deadline_ms", e.deadlineMillis());
        }
        case Event.Ack e -> json.writeNumberProperty("attempt", e.attempt());
        case Event.Timeout e -> json.writeNumberProperty("attempt", e.attempt());
        case Event.Fail e -> {
          json.writeNumberProperty("attempt", e.attempt());
          json.writeStringProperty("error", e.error());
        }
        case Event.Retry e -> {
          json.writeNumberProperty("attempt", e.attempt());
          json.writeNumberProperty("failures", e.failures());
          writeInstantUnlessZero(json, "scheduled_at", e.runAtMillis());
        }
        case Event.Dead e -> {
          json.writeNumberProperty("attempt", e.attempt());
          json.writeStringProperty("reason", e.reason());
        }
      }
      json.writeEndObject();
    }
    return buffer.content();
  }

  private static void writeSpec(JsonGenerator json, JobSpec job) {
    if (job.priority() != 0) {
      json.writeNumberProperty("priority", job.priority());
    }
    writeInstantUnlessZero(json, "scheduled_at", job.runAtMillis());
    if (!job.dependsOn().isEmpty()) {
      json.writeName("depends_on");
      json.writeStartArray();
      for (JobId id : job.dependsOn()) {
        json.writeString(id.value());
      }
      json.writeEndArray();
    }
    if (job.failures() != 0) {
      json.writeNumberProperty("failures", job.failures());
    }
    json.writeName("payload");
    json.writeRawValue(new RawJson(job.payload()));
  }

  private static void writeInstantUnlessZero(JsonGenerator json, String name, long millis) {
    if (millis != 0) {
      json.writeStringProperty(name, Instant.ofEpochMilli(millis).toString());
    }
  }

  /**
   * The event of a log record.
   *
   * @throws UnreadableEventException if this version does not understand the record
   */
  Event decode(ByteBuffer record) {
    byte[] bytes = new byte[record.remaining()];
    record.duplicate().get(bytes);
    var fields = new Fields();
    try (JsonParser json = Json.parser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new UnreadableEventException("it is not a JSON object");
      }
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        fields.readNext(name, json);
      }
      return fields.toEvent();
    } catch (JacksonException e) {
      throw new UnreadableEventException(Json.describe(e), e);
    } catch (IllegalArgumentException e) {
      throw new UnreadableEventException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The members of a record, until its type is known. */
  private final class Fields {
    private String type = "";
    private String id = "";
    private long atMillis;
    private int attempt;
    private int failures;
    private int priority;
    private long runAtMillis;
    private long deadlineMillis;
    private String worker = "";
    private String error = "";
    private String reason = "";
    private List<JobId> dependsOn = List.of();
    private Payload payload = Payload.EMPTY;

    void readNext(String name, JsonParser json) {
      try {
        json.nextToken();
        read(name, json);
      } catch (InputCoercionException e) {
        throw wrongValue(name, Json.describe(e), e);
      } catch (DateTimeException e) {
        throw wrongValue(name, String.valueOf(e.getMessage()), e);
      }
    }

    private static UnreadableEventException wrongValue(String name, String why, Exception e) {
      return new UnreadableEventException(
          "its member \"" + name + "\" has a wrong value: " + why, e);
    }

    private void read(String name, JsonParser json) {
      switch (name) {
        case "type" -> type = json.getString();
        case "job_id" -> id = json.getString();
        case "timestamp" -> atMillis = timestamps.millis(json.getString());
        case "attempt" -> attempt = json.getIntValue();
        case "failures" -> failures = json.getIntValue();
        case "priority" -> priority = json.getIntValue();
        case "scheduled_at" -> runAtMillis = Instant.parse(json.getString()).toEpochMilli();
        case "deadline_ms" -> deadlineMillis = json.getLongValue();
        case "worker_id" -> worker = json.getString();
        case "error" -> error = json.getString();
        case "reason" -> reason = json.getString();
        case "depends_on" -> dependsOn = Names.ids(json);
        case "payload" -> payload = JsonPayload.copyValue(json);
        default ->
            throw new UnreadableEventException(
                "its member \"" + name + "\" is not known to this version");
      }
    }

    Event toEvent() {
      JobId job = new JobId(id);
      return switch (type) {
        case "ENQUEUE" ->
            new Event.Enqueue(
                new JobSpec(job, payload, priority, runAtMillis, dependsOn, failures), atMillis);
        case "DISPATCH" -> new Event.Dispatch(job, attempt, worker, deadlineMillis, atMillis);
        case "ACK" -> new Event.Ack(job, attempt, atMillis);
        case "TIMEOUT" -> new Event.Timeout(job, attempt, atMillis);
        case "FAIL" -> new Event.Fail(job, attempt, error, atMillis);
        case "RETRY" -> new Event.Retry(job, attempt, failures, runAtMillis, atMillis);
        case "DEAD" -> new Event.Dead(job, attempt, reason, atMillis);
        default ->
            throw new UnreadableEventException(
                "its type \"" + type + "\" is not known to this version");
      };
    }
  }

  /** Most events of a batch carry the same millisecond: its text is made once. */
  private static final class Timestamps {
    private long millis;
    private String text = Instant.EPOCH.toString();

    String text(long wanted) {
      if (wanted != millis) {
        text = Instant.ofEpochMilli(wanted).toString();
        millis = wanted;
      }
      return text;
    }

    long millis(String wanted) {
      if (!wanted.equals(text)) {
        millis = Instant.parse(wanted).toEpochMilli();
        text = wanted;
      }
      return millis;
    }
  }

  /** A growing array that is kept from event to event, unless a huge one made it huge. */
  private static final class ReusableBuffer extends ByteArrayOutputStream {
    private static final int KEPT_BYTES_MAX = 256 << 10;

    @Override
    public synchronized void reset() {
      if (buf.length > KEPT_BYTES_MAX) {
        buf = new byte[1024];
      }
      count = 0;
    }

    ByteBuffer content() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }
}
