package dev.holdfast.observability.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Headers;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.JobContext;
import dev.holdfast.engine.JobHandler;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.engine.Workers;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.binding.EngineMetrics;
import dev.holdfast.observability.binding.Measured;
import dev.holdfast.observability.binding.MessagingMetrics;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import dev.holdfast.observability.otel.BaggagePolicy;
import dev.holdfast.observability.otel.JobTracing;
import dev.holdfast.observability.otel.OtelMeters;
import dev.holdfast.observability.otel.SpanAttributes;
import dev.holdfast.observability.prometheus.PrometheusRegistries;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Attempts of jobs that nobody chose: what is spared, and what arrives all the same. */
@Timeout(60)
class SparedAttemptsTest {
  private static final Duration NEVER_SLOW = Duration.ofHours(1);

  @TempDir private Path directory;
  private OtlpReceiver receiver;

  /** How many attempts had a span, kept or not. */
  private final AtomicInteger made = new AtomicInteger();

  private final SpanAttributes counting =
      new SpanAttributes() {
        @Override
        public void ofAttempt(JobContext job, SpanBuilder span) {
          made.incrementAndGet();
        }
      };

  @BeforeEach
  void open() throws IOException {
    receiver = OtlpReceiver.start();
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  private TelemetryExport export(Duration slow) {
    return TelemetryExport.start(
        ExportConfig.defaults()
            .withProperty("otel.exporter.otlp.endpoint", receiver.endpoint())
            .withProperty("otel.traces.sampler", "always_off")
            .withNotable(true, slow));
  }

  /** One job through a real engine, traced. */
  private void run(TelemetryExport export, JobHandler handler) {
    JobTracing tracing = export.tracing(BaggagePolicy.none(), counting);
    run(tracing, EngineListener.NONE, handler);
    export.flush();
  }

  private void run(JobTracing tracing, EngineListener listener, JobHandler handler) {
    EngineConfig once = EngineConfig.defaults().withLimits(Limits.defaults().withFailuresMax(1));
    JobSpec job =
        JobSpec.builder(new JobId("a")).queue("emails").payload(JsonPayload.parse("{}")).build();
    try (Engine engine = Engine.open(directory, once, tracing.listener(listener));
        Workers _ = engine.startWorkers(1, tracing.handler(handler))) {
      tracing.producer(engine::enqueue).enqueue(List.of(job)).join();
      engine.whenIdle().join();
    }
  }

  private Span only(String name) {
    assertThat(receiver.spans).extracting(Span::getName).containsExactly(name);
    return receiver.spans.getFirst();
  }

  @Test
  void anAttemptThatWentWellHasNoSpan() {
    try (TelemetryExport export = export(NEVER_SLOW)) {
      run(export, _ -> {});
    }
    assertThat(made).hasValue(0);
    assertThat(receiver.spans).isEmpty();
  }

  @Test
  void oneThatFailedArrivesWithItsErrorItsLinkAndItsTimes() {
    AtomicReference<String> parent = new AtomicReference<>("");
    try (TelemetryExport export = export(NEVER_SLOW)) {
      run(
          export,
          job -> {
            parent.set(job.headers().get("traceparent").orElseThrow());
            throw new IOException("no printer");
          });
    }
    Span attempt = only("process emails");
    assertThat(attempt.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(attempt.getLinksCount()).isEqualTo(1);
    assertThat(parent.get())
        .contains(hex(attempt.getLinks(0).getTraceId().toByteArray()))
        .contains(hex(attempt.getLinks(0).getSpanId().toByteArray()))
        .endsWith("-02"); // random, and not sampled
    assertThat(attempt.getParentSpanId().isEmpty()).isTrue();
    assertThat(attempt.getEndTimeUnixNano()).isGreaterThan(attempt.getStartTimeUnixNano());
    assertThat(made).hasValue(1);
  }

  @Test
  void oneThatWasSlowArrives() {
    try (TelemetryExport export = export(Duration.ZERO)) {
      run(export, _ -> {});
    }
    Span attempt = only("process emails");
    assertThat(attempt.getEndTimeUnixNano()).isGreaterThanOrEqualTo(attempt.getStartTimeUnixNano());
  }

  @Test
  void whatItsHandlerNotedAndSawIsWhatArrives() {
    AtomicReference<SpanContext> seen = new AtomicReference<>(SpanContext.getInvalid());
    try (TelemetryExport export = export(NEVER_SLOW)) {
      run(
          export,
          _ -> {
            var span = io.opentelemetry.api.trace.Span.current();
            span.setAttribute("tenant", "acme").addEvent("working").updateName("process a");
            seen.set(span.getSpanContext());
            throw new IOException("no printer");
          });
    }
    Span attempt = only("process a");
    assertThat(attempt.getAttributesList())
        .anyMatch(
            it -> it.getKey().equals("tenant") && it.getValue().getStringValue().equals("acme"));
    assertThat(attempt.getEvents(0).getName()).isEqualTo("working");
    assertThat(hex(attempt.getTraceId().toByteArray())).isEqualTo(seen.get().getTraceId());
    assertThat(hex(attempt.getSpanId().toByteArray())).isEqualTo(seen.get().getSpanId());
    assertThat(seen.get().isSampled()).isFalse();
  }

  @Test
  void whatItsHandlerCallsIsOfTheSameTraceAndNotKept() {
    AtomicReference<SpanContext> child = new AtomicReference<>(SpanContext.getInvalid());
    AtomicReference<SpanContext> attempt = new AtomicReference<>(SpanContext.getInvalid());
    try (TelemetryExport export = export(NEVER_SLOW)) {
      run(
          export,
          _ -> {
            var span = export.openTelemetry().getTracer("test").spanBuilder("GET").startSpan();
            child.set(span.getSpanContext());
            span.end();
            attempt.set(io.opentelemetry.api.trace.Span.current().getSpanContext());
          });
    }
    assertThat(child.get().getTraceId()).isEqualTo(attempt.get().getTraceId());
    assertThat(receiver.spans).isEmpty();
    assertThat(made).hasValue(1);
  }

  @Test
  void whoAsksAfterItsEndGetsAContextThatIsNotSampled() {
    CompletableFuture<io.opentelemetry.api.trace.Span> left = new CompletableFuture<>();
    try (TelemetryExport export = export(NEVER_SLOW)) {
      run(export, _ -> left.complete(io.opentelemetry.api.trace.Span.current()));
      assertThat(made).hasValue(0);
      SpanContext context = left.join().getSpanContext();
      assertThat(context.isValid()).isTrue();
      assertThat(context.isSampled()).isFalse();
      assertThat(left.join().isRecording()).isFalse();
      left.join().end();
      export.flush();
    }
    assertThat(receiver.spans).isEmpty();
  }

  @Test
  void toMeasureOnBothRoadsWantsNothingOfIt() {
    try (TelemetryExport export = export(NEVER_SLOW)) {
      Meters meters =
          Meters.both(
              new MicrometerMeters(PrometheusRegistries.withExemplars()),
              new OtelMeters(export.openTelemetry().getMeter("test")));
      JobTracing tracing = export.tracing(BaggagePolicy.none(), counting);
      run(
          tracing,
          new EngineMetrics(meters),
          Measured.handler(_ -> {}, new MessagingMetrics(meters)));
    }
    assertThat(made).hasValue(0);
  }

  @Test
  void aJobThatNobodyChoseStaysSoWhenMoreIsChosenLater() {
    AtomicReference<Headers> carried = new AtomicReference<>(Headers.NONE);
    AtomicReference<SpanContext> seen = new AtomicReference<>(SpanContext.getInvalid());
    try (TelemetryExport export = export(NEVER_SLOW)) {
      run(
          export.tracing(),
          EngineListener.NONE,
          job -> {
            export.sampler().change(SamplingRatios.all(1));
            carried.set(job.headers());
            seen.set(io.opentelemetry.api.trace.Span.current().getSpanContext());
          });
      export.flush();
    }
    assertThat(carried.get()).isEqualTo(Headers.of(Map.of("b3", "0")));
    assertThat(seen.get().isValid()).isTrue();
    assertThat(seen.get().isSampled()).isFalse();
    assertThat(receiver.spans).isEmpty();
  }

  @Test
  void ifOneOfItsAttemptsFailsThatArrivesWithALinkToAStandIn() {
    try (TelemetryExport export = export(NEVER_SLOW)) {
      run(
          export.tracing(),
          EngineListener.NONE,
          _ -> {
            throw new IOException("no printer");
          });
      export.flush();
    }
    Span attempt = only("process emails");
    assertThat(attempt.getLinksCount()).isEqualTo(1);
    assertThat(attempt.getLinks(0).getTraceId().toByteArray()).hasSize(16);
    assertThat(attempt.getLinks(0).getFlags() & 1).isZero();
  }

  @Test
  void aJobThatWasChosenHasItsWholeStory() {
    try (TelemetryExport export = export(NEVER_SLOW)) {
      export.sampler().change(SamplingRatios.all(1));
      run(export, _ -> {});
    }
    assertThat(receiver.spans)
        .extracting(Span::getName)
        .containsExactlyInAnyOrder("enqueue emails", "process emails", "ack emails");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
