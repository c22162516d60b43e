package dev.holdfast.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Headers;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.JobContext;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.engine.Lease;
import dev.holdfast.engine.Workers;
import dev.holdfast.observability.QueueNames;
import dev.holdfast.observability.binding.EngineMetrics;
import dev.holdfast.observability.binding.JobProducer;
import dev.holdfast.observability.binding.Measured;
import dev.holdfast.observability.binding.MessagingMetrics;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import dev.holdfast.observability.prometheus.PrometheusRegistries;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Through a real engine. */
@Timeout(60)
class JobTracingTest {
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .build();
  private final JobTracing tracing = JobTracing.of(sdk);
  @TempDir private Path directory;

  private static JobSpec job(String id) {
    return JobSpec.builder(new JobId(id))
        .queue("emails")
        .type("welcome")
        .payload(JsonPayload.parse("{}"))
        .build();
  }

  private Engine open(EngineListener listener) {
    return Engine.open(directory, EngineConfig.defaults(), listener);
  }

  @Test
  void theWholeStoryOfAJobHangsTogether() {
    Span caller = sdk.getTracer("test").spanBuilder("GET /signup").startSpan();
    AtomicInteger tries = new AtomicInteger();
    try (Engine engine = open(tracing.listener(EngineListener.NONE))) {
      try (Scope _ = caller.makeCurrent()) {
        tracing.producer(engine::enqueue).enqueue(List.of(job("a"))).join();
      }
      caller.end();
      try (Workers _ =
          engine.startWorkers(
              1,
              tracing.handler(context -> {
                Span.current().addEvent("working");
                if (tries.incrementAndGet() == 1) {
                  throw new IllegalStateException("no printer");
                }
              }))) {
        engine.whenIdle().join();
      }
    }
    SpanData enqueue = only("enqueue emails");
    assertThat(enqueue.getParentSpanId()).isEqualTo(caller.getSpanContext().getSpanId());
    List<SpanData> attempts = named("process emails");
    assertThat(attempts).hasSize(2);
    assertThat(attempts)
        .allSatisfy(attempt -> {
          assertThat(attempt.getLinks().getFirst().getSpanContext().getSpanId())
              .isEqualTo(enqueue.getSpanId());
          assertThat(attempt.getEvents().getFirst().getName()).isEqualTo("working");
        });
    assertThat(attempts.getFirst().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(only("nack emails").getParentSpanId()).isEqualTo(attempts.getFirst().getSpanId());
    assertThat(only("ack emails").getParentSpanId()).isEqualTo(attempts.get(1).getSpanId());
  }

  @Test
  void theContextSurvivesARestart() {
    try (Engine engine = open(EngineListener.NONE)) {
      tracing.producer(engine::enqueue).enqueue(List.of(job("a"))).join();
    }
    String created = only("enqueue emails").getSpanId();
    try (Engine engine = open(tracing.listener(EngineListener.NONE));
        Workers _ = engine.startWorkers(1, tracing.handler(_ -> {}))) {
      engine.whenIdle().join();
    }
    assertThat(only("process emails").getLinks().getFirst().getSpanContext().getSpanId())
        .isEqualTo(created);
    assertThat(only("ack emails").getTraceId()).isEqualTo(only("process emails").getTraceId());
  }

  @Test
  void theGuidesExampleWorks() {
    try (Engine engine = open(tracing.listener(EngineListener.NONE))) {
      tracing.producer(engine::enqueue).enqueue(List.of(job("a"))).join();
      try (Workers _ = engine.startWorkers(1, tracing.handler(_ -> {}))) {
        engine.whenIdle().join();
      }
    }
    assertThat(only("ack emails").getTraceId()).isEqualTo(only("process emails").getTraceId());
  }

  @Test
  void anAttemptWhoseLeaseRanOutSaysSo() throws InterruptedException {
    EngineConfig hasty =
        EngineConfig.defaults()
            .withLimits(EngineConfig.defaults().limits().withLeaseMillis(50).withFailuresMax(1));
    try (Engine engine = Engine.open(directory, hasty, tracing.listener(EngineListener.NONE))) {
      CountDownLatch never = new CountDownLatch(1);
      try (Workers _ = engine.startWorkers(1, tracing.handler(_ -> never.await()))) {
        engine.enqueue(job("a")).join();
        engine.whenIdle().join();
      }
    }
    SpanData attempt = only("process emails");
    assertThat(attempt.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo("timeout");
    assertThat(named("ack emails")).isEmpty();
  }

  @Test
  void aWorkerOutsideTheEngineIsTracedToo() {
    try (Engine engine = open(EngineListener.NONE)) {
      tracing.producer(engine::enqueue).enqueue(List.of(job("a"), job("b"))).join();
      assertThat(tracing.receive(() -> engine.reserve("w", 5, Duration.ZERO)).join())
          .hasSize(2)
          .allSatisfy(lease -> tracing.ack(lease, () -> engine.ack(lease)).join());
      assertThat(tracing.receive(() -> engine.reserve("w", 5, Duration.ZERO)).join()).isEmpty();
    }
    assertThat(
            only("receive emails").getLinks().stream().map(it -> it.getSpanContext().getSpanId()))
        .containsExactlyInAnyOrderElementsOf(
            named("create emails").stream().map(SpanData::getSpanId).toList());
    assertThat(named("ack emails")).hasSize(2);
  }

  @Test
  void aRefusedEnqueueIsAnError() {
    JobProducer refusing =
        tracing.producer(
            _ -> CompletableFuture.failedFuture(new IllegalStateException("the queue is full")));
    assertThatThrownBy(() -> refusing.enqueue(List.of(job("a"))).join())
        .hasCauseInstanceOf(IllegalStateException.class);
    JobProducer throwing =
        tracing.producer(_ -> {
          throw new IllegalArgumentException("no JSON");
        });
    assertThatThrownBy(() -> throwing.enqueue(List.of(job("a"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(named("enqueue emails"))
        .hasSize(2)
        .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
  }

  @Test
  void whatAUserWantsIsOnTheSpansAndAFaultyHookHarmsNobody() {
    SpanAttributes hook =
        new SpanAttributes() {
          @Override
          public void ofEnqueue(JobSpec job, SpanBuilder span) {
            span.setAttribute("tenant", "acme");
          }

          @Override
          public void ofAttempt(JobContext job, SpanBuilder span) {
            throw new IllegalStateException("broken hook");
          }
        };
    JobTracing own = JobTracing.of(sdk, BaggagePolicy.none(), hook);
    try (Engine engine = open(EngineListener.NONE)) {
      own.producer(engine::enqueue).enqueue(List.of(job("a"))).join();
      try (Workers _ = engine.startWorkers(1, own.handler(_ -> {}))) {
        engine.whenIdle().join();
      }
      assertThat(engine.stats().completed()).isEqualTo(1);
    }
    assertThat(only("enqueue emails").getAttributes().get(AttributeKey.stringKey("tenant")))
        .isEqualTo("acme");
    assertThat(
            only("process emails")
                .getAttributes()
                .get(AttributeKey.stringKey("holdfast.attributes.failure")))
        .contains("broken hook");
  }

  @Test
  void aJobsOwnHeadersStay() {
    JobSpec spec = job("a").toBuilder().headers(Headers.of(Map.of("tenant", "acme"))).build();
    try (Engine engine = open(EngineListener.NONE)) {
      tracing.producer(engine::enqueue).enqueue(List.of(spec)).join();
      Lease lease = engine.reserve("w", 1, Duration.ZERO).join().getFirst();
      assertThat(lease.headers().asMap()).containsOnlyKeys("tenant", "traceparent");
    }
  }

  @Test
  void withoutAnSdkJobsStayAsTheyAre() {
    JobTracing none = JobTracing.of(OpenTelemetry.noop());
    try (Engine engine = open(none.listener(EngineListener.NONE))) {
      none.producer(engine::enqueue).enqueue(List.of(job("a"), job("b"))).join();
      assertThat(engine.reserve("w", 5, Duration.ZERO).join())
          .allMatch(lease -> lease.headers().isEmpty());
    }
  }

  @Test
  void histogramsNameTheAttempt() {
    PrometheusMeterRegistry registry = PrometheusRegistries.withExemplars();
    MicrometerMeters meters = new MicrometerMeters(registry);
    try (Engine engine = open(tracing.listener(new EngineMetrics(meters)))) {
      tracing.producer(engine::enqueue).enqueue(List.of(job("a"))).join();
      try (Workers _ =
          engine.startWorkers(
              1, tracing.handler(Measured.handler(_ -> {}, new MessagingMetrics(meters))))) {
        engine.whenIdle().join();
      }
    }
    String span = only("process emails").getSpanId();
    String scrape = registry.scrape("application/openmetrics-text; version=1.0.0");
    for (String name :
        List.of(
            QueueNames.PROCESS_DURATION.prometheusName(),
            QueueNames.JOB_DURATION.prometheusName())) {
      assertThat(scrape.lines())
          .anyMatch(line -> line.startsWith(name + "_bucket") && line.contains(span));
    }
  }

  private List<SpanData> named(String name) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .toList();
  }

  private SpanData only(String name) {
    assertThat(named(name)).as(name).hasSize(1);
    return named(name).getFirst();
  }
}
