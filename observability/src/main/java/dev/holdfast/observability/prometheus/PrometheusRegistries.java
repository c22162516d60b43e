package dev.holdfast.observability.prometheus;

import dev.holdfast.observability.otel.KeptSpans;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Makes registries of Micrometer that Prometheus scrapes, with exemplars: a histogram's bucket
 * names a trace that fell into it. They are shown in OpenMetrics text only, and taken from the span
 * that is current where a value is recorded, if that span is sampled.
 */
public final class PrometheusRegistries {
  private PrometheusRegistries() {}

  /** A registry with exemplars from OpenTelemetry's current span. */
  public static PrometheusMeterRegistry withExemplars() {
    return new PrometheusMeterRegistry(
        new Settings(), new PrometheusRegistry(), Clock.SYSTEM, new CurrentSpan());
  }

  /**
   * Exemplars on histograms and counters alone. With all types, gauges and the {@code _sum} of
   * histograms would have them too, and a Prometheus that keeps to the letter of OpenMetrics, as
   * 2.42 does, refuses the whole scrape for it. Two spellings, since both are read.
   */
  private static final class Settings implements PrometheusConfig {
    @Override
    public @Nullable String get(String key) {
      return null;
    }

    @Override
    public Properties prometheusProperties() {
      Properties properties = new Properties();
      properties.setProperty("io.prometheus.exporter.exemplarsOnAllMetricTypes", "false");
      properties.setProperty("io.prometheus.exporter.exemplars_on_all_metric_types", "false");
      return properties;
    }
  }

  private static final class CurrentSpan implements SpanContext {
    @Override
    public @Nullable String getCurrentTraceId() {
      io.opentelemetry.api.trace.SpanContext context = KeptSpans.current();
      return context.isValid() ? context.getTraceId() : null;
    }

    @Override
    public @Nullable String getCurrentSpanId() {
      io.opentelemetry.api.trace.SpanContext context = KeptSpans.current();
      return context.isValid() ? context.getSpanId() : null;
    }

    @Override
    public boolean isCurrentSpanSampled() {
      return KeptSpans.current().isSampled();
    }

    @Override
    public void markCurrentSpanAsExemplar() {
      // OpenTelemetry would need an attribute on a span that is already sampled: nothing gained.
    }
  }
}
