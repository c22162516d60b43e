package dev.holdfast.bench.observability;

import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.JobHandler;
import dev.holdfast.observability.binding.EngineMetrics;
import dev.holdfast.observability.binding.JobProducer;
import dev.holdfast.observability.binding.Measured;
import dev.holdfast.observability.binding.MessagingMetrics;
import dev.holdfast.observability.export.ExportConfig;
import dev.holdfast.observability.export.TelemetryExport;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import dev.holdfast.observability.otel.JobTracing;
import dev.holdfast.observability.prometheus.PrometheusRegistries;
import org.jspecify.annotations.Nullable;

/** What is put around a queue: metrics for Prometheus, traces of one job in a hundred, or both. */
final class Instruments implements AutoCloseable {
  private final @Nullable EngineMetrics metrics;
  private final @Nullable MessagingMetrics messaging;
  private final @Nullable TelemetryExport export;
  private final @Nullable JobTracing tracing;

  private Instruments(
      @Nullable EngineMetrics metrics,
      @Nullable MessagingMetrics messaging,
      @Nullable TelemetryExport export) {
    this.metrics = metrics;
    this.messaging = messaging;
    this.export = export;
    this.tracing = export == null ? null : export.tracing();
  }

  /**
   * Sets them up.
   *
   * @param variant "off", "metrics", "tracing" or "both"
   * @param collector where traces go
   */
  static Instruments of(String variant, String collector) {
    boolean traces = variant.equals("tracing") || variant.equals("both");
    TelemetryExport export = traces ? export(collector) : null;
    if (variant.equals("off") || variant.equals("tracing")) {
      return new Instruments(null, null, export);
    }
    MicrometerMeters meters = new MicrometerMeters(PrometheusRegistries.withExemplars());
    return new Instruments(new EngineMetrics(meters), new MessagingMetrics(meters), export);
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

  EngineListener listener() {
    EngineListener measured = metrics == null ? EngineListener.NONE : metrics;
    return tracing == null ? measured : tracing.listener(measured);
  }

  JobProducer producer(JobProducer producer) {
    JobProducer measured = messaging == null ? producer : Measured.producer(producer, messaging);
    return tracing == null ? measured : tracing.producer(measured);
  }

  JobHandler handler(JobHandler handler) {
    JobHandler measured = messaging == null ? handler : Measured.handler(handler, messaging);
    return tracing == null ? measured : tracing.handler(measured);
  }

  /** Sends the spans that wait to be sent. */
  void flush() {
    if (export != null) {
      export.flush();
    }
  }

  @Override
  public void close() {
    if (export != null) {
      export.close();
    }
  }
}
