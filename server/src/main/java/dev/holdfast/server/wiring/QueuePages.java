package dev.holdfast.server.wiring;

import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineCounters;
import dev.holdfast.server.http.Pages;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.StringWriter;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What a running queue shows of itself. */
final class QueuePages implements Pages {
  private static final JsonFactory JSON = new JsonFactory();

  private final Engine engine;
  private final PrometheusMeterRegistry registry;

  QueuePages(Engine engine, PrometheusMeterRegistry registry) {
    this.engine = engine;
    this.registry = registry;
  }

  @Override
  public String metrics() {
    return registry.scrape();
  }

  @Override
  public String status() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("health", trouble().isPresent() ? "down" : "up");
      StatsJson.write(json, engine.stats());
      writeCounters(json, engine.counters());
      json.writeEndObject();
    }
    return text + "\n";
  }

  private static void writeCounters(JsonGenerator json, EngineCounters counters) {
    json.writeName("since_start");
    json.writeStartObject();
    json.writeNumberProperty("enqueued", counters.enqueued());
    json.writeNumberProperty("dispatched", counters.dispatched());
    json.writeNumberProperty("completed", counters.completed());
    json.writeNumberProperty("retried", counters.retried());
    json.writeNumberProperty("timed_out", counters.timedOut());
    json.writeNumberProperty("failed", counters.failed());
    json.writeNumberProperty("dead", counters.dead());
    json.writeNumberProperty("late_answers", counters.lateAnswers());
    json.writeEndObject();
  }

  @Override
  public Optional<String> trouble() {
    return engine.failure().map(Throwable::toString);
  }
}
