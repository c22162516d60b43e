package dev.holdfast.observability.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.observability.Labels;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Watch;
import dev.holdfast.observability.QueueNames;
import dev.holdfast.observability.TelemetryNames;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import dev.holdfast.observability.otel.OtelMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a receiver that understands OTLP, over real HTTP. */
@Timeout(60)
class TelemetryExportTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Meters meters = new MicrometerMeters(registry);

  private static ExportConfig to(String endpoint) {
    return ExportConfig.defaults()
        .withProperty("otel.exporter.otlp.endpoint", endpoint)
        .withProperty("otel.bsp.schedule.delay", "50");
  }

  @Test
  void spansArriveCompressedAndWithTheirLinks() throws IOException {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        TelemetryExport export =
            TelemetryExport.start(
                to(receiver.endpoint()).withProperty("otel.exporter.otlp.compression", "gzip"))) {
      Tracer tracer = export.openTelemetry().getTracer("test");
      Span first = tracer.spanBuilder("first").startSpan();
      first.end();
      tracer.spanBuilder("second").addLink(first.getSpanContext()).startSpan().end();
      export.flush();
      assertThat(receiver.encodings).isNotEmpty().allMatch("gzip"::equals);
      assertThat(receiver.spans).hasSize(2);
      var link = receiver.spans.get(1).getLinks(0);
      assertThat(HexFormat.of().formatHex(link.getSpanId().toByteArray()))
          .isEqualTo(first.getSpanContext().getSpanId());
    }
  }

  @Test
  void aCollectorThatIsUnwellIsTriedAgain() throws IOException {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        TelemetryExport export = TelemetryExport.start(to(receiver.endpoint()))) {
      Watch _ = export.watch(meters);
      receiver.unwell.set(1);
      export.openTelemetry().getTracer("test").spanBuilder("a").startSpan().end();
      export.flush();
      assertThat(receiver.refused).hasValue(1);
      assertThat(receiver.spans).hasSize(1);
      assertThat(items("traces", "exported")).isEqualTo(1);
      assertThat(items("traces", "failed")).isZero();
    }
  }

  @Test
  void metricsArriveWithExemplarsAndOurBuckets() throws IOException {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        TelemetryExport export = TelemetryExport.start(to(receiver.endpoint()))) {
      OtelMeters otel = new OtelMeters(export.openTelemetry().getMeter("test"));
      Span span = export.openTelemetry().getTracer("test").spanBuilder("job").startSpan();
      try (Scope _ = span.makeCurrent()) {
        otel.distribution(QueueNames.JOB_DURATION, "emails").record(30_000_000);
      }
      span.end();
      export.flush();
      Metric histogram =
          receiver.metrics.stream()
              .filter(metric -> metric.getName().equals("queue_job_duration_seconds"))
              .findFirst()
              .orElseThrow();
      HistogramDataPoint point = histogram.getHistogram().getDataPoints(0);
      assertThat(point.getExplicitBoundsList()).isEqualTo(QueueNames.JOB_DURATION.buckets());
      assertThat(point.getExemplarsList())
          .singleElement()
          .satisfies(exemplar ->
              assertThat(HexFormat.of().formatHex(exemplar.getTraceId().toByteArray()))
                  .isEqualTo(span.getSpanContext().getTraceId()));
    }
  }

  @Test
  void whatCannotBeSentIsCountedAndSaidOnce() throws IOException {
    List<String> warnings = new CopyOnWriteArrayList<>();
    OtlpReceiver gone = OtlpReceiver.start();
    String endpoint = gone.endpoint();
    gone.close();
    ExportConfig config =
        to(endpoint)
            .withProperty("otel.java.exporter.otlp.retry.disabled", "true")
            .withProperty("otel.metrics.exporter", "none")
            .withWarnings(warnings::add);
    try (TelemetryExport export = TelemetryExport.start(config)) {
      Watch _ = export.watch(meters);
      Tracer tracer = export.openTelemetry().getTracer("test");
      for (int i = 0; i < 3; i++) {
        tracer.spanBuilder("a").startSpan().end();
        export.flush();
      }
      // A flush may return just before the last export is counted.
      await(() -> items("traces", "failed") == 3);
      assertThat(items("traces", "exported")).isZero();
      assertThat(warnings).singleElement().asString().startsWith("traces cannot be sent: ");
    }
  }

  @Test
  void aCollectorThatHangsDropsSpansAndNobodyWaits() throws IOException {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      ExportConfig config =
          to(receiver.endpoint())
              .withProperty("otel.bsp.max.queue.size", "100")
              .withProperty("otel.bsp.max.export.batch.size", "50")
              .withProperty("otel.bsp.schedule.delay", "3600000")
              .withProperty("otel.metrics.exporter", "none")
              .withCloseTimeout(Duration.ofSeconds(20));
      try (TelemetryExport export = TelemetryExport.start(config)) {
        Watch _ = export.watch(meters);
        receiver.hang();
        Tracer tracer = export.openTelemetry().getTracer("test");
        for (int i = 0; i < 1000; i++) {
          tracer.spanBuilder("a").startSpan().end();
        }
        assertThat(items("traces", "dropped")).isEqualTo(900);
        receiver.recover();
        export.flush();
        assertThat(items("traces", "exported")).isEqualTo(100);
        assertThat(receiver.spans).hasSize(100);
      }
    }
  }

  @Test
  void aFlushOfAllKindsTakesNoMoreThanTheTimeToClose() throws IOException {
    Duration timeout = Duration.ofSeconds(2);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        TelemetryExport export =
            TelemetryExport.start(to(receiver.endpoint()).withCloseTimeout(timeout))) {
      receiver.hang();
      export.openTelemetry().getTracer("test").spanBuilder("a").startSpan().end();
      export.openTelemetry().getMeter("test").counterBuilder("b").build().add(1);
      export.openTelemetry().getLogsBridge().get("test").logRecordBuilder().setBody("c").emit();
      long start = System.nanoTime();
      export.flush();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(timeout, timeout.multipliedBy(2));
      receiver.recover();
    }
  }

  @Test
  void timesMayBeLongerThanTheClockCanCount() throws IOException {
    Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      ExportConfig config =
          to(receiver.endpoint()).withNotable(true, forever).withCloseTimeout(forever);
      try (TelemetryExport export = TelemetryExport.start(config)) {
        assertThat(export.tracing()).isNotNull();
        export.openTelemetry().getTracer("test").spanBuilder("a").startSpan().end();
        export.flush();
        assertThat(receiver.spans).hasSize(1);
      }
    }
  }

  @Test
  void whatIsLeftAtTheEndIsGivenUpInTimeAndSaid() throws IOException {
    List<String> warnings = new CopyOnWriteArrayList<>();
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      TelemetryExport export =
          TelemetryExport.start(
              to(receiver.endpoint())
                  .withProperty("otel.metrics.exporter", "none")
                  .withCloseTimeout(Duration.ofMillis(200))
                  .withWarnings(warnings::add));
      Watch _ = export.watch(meters);
      receiver.hang();
      export.openTelemetry().getTracer("test").spanBuilder("a").startSpan().end();
      export.close();
      assertThat(warnings).containsExactly("traces cannot be sent: 1 were given up at the end");
      assertThat(items("traces", "failed")).isEqualTo(1);
      export.close();
      assertThat(warnings).hasSize(1);
    }
  }

  @Test
  void attemptsThatFailedOrWereSlowArriveAlthoughNobodyChoseThem() throws IOException {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        TelemetryExport export =
            TelemetryExport.start(
                to(receiver.endpoint())
                    .withProperty("otel.traces.sampler", "always_off")
                    .withNotable(true, Duration.ofSeconds(5)))) {
      Tracer tracer = export.openTelemetry().getTracer("test");
      tracer.spanBuilder("process fine").setSpanKind(SpanKind.CONSUMER).startSpan().end();
      Span failed = tracer.spanBuilder("process failed").setSpanKind(SpanKind.CONSUMER).startSpan();
      failed.setAttribute(Labels.ERROR_TYPE, "java.io.IOException");
      failed.end();
      Span slow =
          tracer
              .spanBuilder("process slow")
              .setSpanKind(SpanKind.CONSUMER)
              .setStartTimestamp(java.time.Instant.now().minusSeconds(6))
              .startSpan();
      slow.end();
      Span producer =
          tracer.spanBuilder("enqueue failed").setSpanKind(SpanKind.PRODUCER).startSpan();
      producer.setAttribute(Labels.ERROR_TYPE, "java.io.IOException");
      producer.end();
      export.flush();
      assertThat(receiver.spans.stream().map(io.opentelemetry.proto.trace.v1.Span::getName))
          .containsExactlyInAnyOrder("process failed", "process slow");
    }
  }

  @Test
  void theSamplerBeginsAsTheVariablesSayAndCanBeChanged() {
    try (TelemetryExport export =
        TelemetryExport.start(
            to("http://127.0.0.1:9")
                .withProperty("otel.traces.sampler", "parentbased_traceidratio")
                .withProperty("otel.traces.sampler.arg", "0.25"))) {
      Watch _ = export.watch(meters);
      assertThat(ratio()).isEqualTo(0.25);
      export.sampler().change(SamplingRatios.all(0));
      assertThat(ratio()).isZero();
      Span span = export.openTelemetry().getTracer("test").spanBuilder("a").startSpan();
      assertThat(span.getSpanContext().isSampled()).isFalse();
    }
  }

  @Test
  void aSamplerThatIsNoRatioIsRefused() {
    ExportConfig config = to("http://127.0.0.1:9").withProperty("otel.traces.sampler", "dice");
    assertThatThrownBy(() -> TelemetryExport.start(config))
        .isInstanceOf(ConfigurationException.class);
    ExportConfig loud =
        to("http://127.0.0.1:9")
            .withProperty("otel.traces.sampler", "traceidratio")
            .withProperty("otel.traces.sampler.arg", "1.5");
    assertThatThrownBy(() -> TelemetryExport.start(loud))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("OTEL_TRACES_SAMPLER_ARG");
  }

  @Test
  void aDisabledSdkDoesNothing() {
    try (TelemetryExport export =
        TelemetryExport.start(ExportConfig.defaults().withProperty("otel.sdk.disabled", "true"))) {
      Watch _ = export.watch(meters);
      Span span = export.openTelemetry().getTracer("test").spanBuilder("a").startSpan();
      assertThat(span.isRecording()).isFalse();
    }
  }

  private double ratio() {
    return registry.get(TelemetryNames.TELEMETRY_SAMPLING_RATIO.name()).gauge().value();
  }

  private double items(String signal, String outcome) {
    return registry
        .get(TelemetryNames.TELEMETRY_ITEMS.name())
        .tag(Labels.SIGNAL, signal)
        .tag(Labels.OUTCOME, outcome)
        .functionCounter()
        .count();
  }

  private static void await(BooleanSupplier condition) {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - endNanos).isNegative();
      Thread.onSpinWait();
    }
  }
}
