package dev.holdfast.server.wiring;

import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineCounters;
import dev.holdfast.observability.export.AdjustableSampler;
import dev.holdfast.observability.export.SamplingRatios;
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
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_1 = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

  private final Engine engine;
  private final PrometheusMeterRegistry registry;
  private final Optional<AdjustableSampler> sampler;

  QueuePages(Engine engine, PrometheusMeterRegistry registry, Optional<AdjustableSampler> sampler) {
    this.engine = engine;
    this.registry = registry;
    this.sampler = sampler;
  }

  /** OpenMetrics to whoever asks for it, since only that has exemplars. */
  @Override
  public Page metrics(String accept) {
    String type = accept.contains(OPEN_METRICS) ? OPEN_METRICS_1 : PROMETHEUS;
    return new Page(type, registry.scrape(type));
  }

  @Override
  public Optional<String> sampling() {
    return sampler.map(it -> SamplingJson.write(it.ratios()));
  }

  @Override
  public void changeSampling(String json) {
    SamplingRatios ratios = SamplingJson.read(json);
    sampler.ifPresent(it -> it.change(ratios));
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
