package dev.holdfast.bench.observability;

import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.JobContext;
import dev.holdfast.engine.JobHandler;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.binding.EngineMetrics;
import dev.holdfast.observability.binding.JobProducer;
import dev.holdfast.observability.binding.Measured;
import dev.holdfast.observability.binding.MessagingMetrics;
import dev.holdfast.observability.export.ExportConfig;
import dev.holdfast.observability.export.TelemetryExport;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import dev.holdfast.observability.otel.JobTracing;
import dev.holdfast.observability.prometheus.PrometheusRegistries;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A queue at work with some telemetry around it. */
final class Variant implements AutoCloseable {
  private static final int WORKERS = 8;

  private final String name;
  private final Engine engine;
  private final JobProducer producer;
  private final @Nullable TelemetryExport export;

  /** Who waits for a job, by its id. */
  private final Map<String, CompletableFuture<Void>> waiting;

  private Variant(
      String name,
      Engine engine,
      JobProducer producer,
      @Nullable TelemetryExport export,
      Map<String, CompletableFuture<Void>> waiting) {
    this.name = name;
    this.engine = engine;
    this.producer = producer;
    this.export = export;
    this.waiting = waiting;
  }

  /**
   * Opens a queue.
   *
   * @param name "off", "metrics", "tracing" or "both"
   * @param collector where traces go
   */
  static Variant open(String name, Path folder, String collector) {
    boolean measures = name.equals("metrics") || name.equals("both");
    boolean traces = name.equals("tracing") || name.equals("both");
    Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    JobHandler handler = job -> done(waiting, job);
    EngineListener listener = EngineListener.NONE;
    Meters meters = new MicrometerMeters(PrometheusRegistries.withExemplars());
    MessagingMetrics messaging = new MessagingMetrics(meters);
    if (measures) {
      listener = new EngineMetrics(meters);
      handler = Measured.handler(handler, messaging);
    }
    TelemetryExport export = traces ? export(collector) : null;
    JobTracing tracing = export == null ? null : JobTracing.of(export.openTelemetry());
    if (tracing != null) {
      listener = tracing.listener(listener);
      handler = tracing.handler(handler);
    }
    Engine engine =
        Engine.open(
            folder, EngineConfig.defaults().withSnapshotInterval(Duration.ofHours(1)), listener);
    JobProducer producer = engine::enqueue;
    if (measures) {
      producer = Measured.producer(producer, messaging);
    }
    if (tracing != null) {
      producer = tracing.producer(producer);
    }
    engine.startWorkers(WORKERS, handler);
    return new Variant(name, engine, producer, export, waiting);
  }

  private static TelemetryExport export(String collector) {
    return TelemetryExport.start(
        ExportConfig.defaults()
            .withProperty("otel.exporter.otlp.endpoint", collector)
            .withProperty("otel.metrics.exporter", "none")
            .withProperty("otel.logs.exporter", "none")
            .withProperty("otel.traces.sampler", "parentbased_traceidratio")
            .withProperty("otel.traces.sampler.arg", "0.01"));
  }

  private static void done(Map<String, CompletableFuture<Void>> waiting, JobContext job) {
    CompletableFuture<Void> waits = waiting.remove(job.id().value());
    if (waits != null) {
      waits.complete(null);
    }
  }

  String name() {
    return name;
  }

  JobProducer producer() {
    return producer;
  }

  /** Completes when the job has run. */
  CompletableFuture<Void> awaits(String id) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    waiting.put(id, future);
    return future;
  }

  /** Sends the spans that wait to be sent. */
  void flush() {
    if (export != null) {
      export.flush();
    }
  }

  @Override
  public void close() {
    engine.close();
    if (export != null) {
      export.close();
    }
  }
}
