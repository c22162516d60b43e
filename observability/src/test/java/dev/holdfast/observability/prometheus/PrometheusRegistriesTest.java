package dev.holdfast.observability.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.observability.DiskNames;
import dev.holdfast.observability.Meters.Watch;
import dev.holdfast.observability.QueueNames;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;

class PrometheusRegistriesTest {
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final PrometheusMeterRegistry registry = PrometheusRegistries.withExemplars();
  private final MicrometerMeters meters = new MicrometerMeters(registry);

  @Test
  void aBucketNamesTheTraceThatFellIntoIt() {
    within(
        TraceFlags.getSampled(),
        () -> meters.distribution(QueueNames.JOB_DURATION, "q").record(30_000_000));
    assertThat(registry.scrape(OPEN_METRICS).lines())
        .anyMatch(line ->
            line.startsWith("queue_job_duration_seconds_bucket")
                && line.contains(
                    "# {span_id=\"b7ad6b7169203331\",trace_id=\"" + TRACE + "\"} 0.03"));
  }

  @Test
  void aTraceThatIsNotKeptIsNotNamed() {
    within(
        TraceFlags.getDefault(),
        () -> meters.distribution(QueueNames.JOB_DURATION, "q").record(30_000_000));
    meters.distribution(QueueNames.JOB_DURATION, "q").record(40_000_000);
    assertThat(registry.scrape(OPEN_METRICS)).doesNotContain("trace_id");
  }

  @Test
  void onlyBucketsAndCountersHaveExemplars() {
    within(
        TraceFlags.getSampled(),
        () -> {
          meters.distribution(QueueNames.JOB_DURATION, "q").record(30_000_000);
          meters.counter(DiskNames.WAL_WRITTEN, "log").add(5);
          Watch _ = meters.gauge(QueueNames.ENGINE_UP, () -> 1);
        });
    assertThat(registry.scrape(OPEN_METRICS).lines().filter(line -> line.contains("trace_id")))
        .isNotEmpty()
        .allMatch(line ->
            line.startsWith("queue_job_duration_seconds_bucket")
                || line.startsWith("holdfast_wal_written_bytes_total"));
  }

  @Test
  void theOlderTextHasNone() {
    within(
        TraceFlags.getSampled(),
        () -> meters.distribution(QueueNames.JOB_DURATION, "q").record(30_000_000));
    assertThat(registry.scrape()).doesNotContain("trace_id");
  }

  private static void within(TraceFlags flags, Runnable work) {
    SpanContext context =
        SpanContext.create(TRACE, "b7ad6b7169203331", flags, TraceState.getDefault());
    try (Scope _ = Span.wrap(context).makeCurrent()) {
      work.run();
    }
  }
}
