package dev.holdfast.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Headers;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobSpansTest {
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Tracer tracer =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(exporter))
          .build()
          .get("test");
  private final JobSpans spans = new JobSpans(tracer, new TraceHeaders(BaggagePolicy.none()));

  private static JobFacts job(String id, int attempt, Map<String, String> headers) {
    return new JobFacts("emails", id, "welcome", attempt, Headers.of(headers));
  }

  @Test
  void oneJobIsOneProducerSpanWithinTheCallersOwn() {
    Span caller = tracer.spanBuilder("caller").startSpan();
    JobSpans.Sent sending;
    try (Scope _ = caller.makeCurrent()) {
      sending = spans.send(job("a", 0, Map.of()), SpanHook.NONE);
    }
    sending.span().end();
    SpanData span = only("enqueue emails");
    assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(span.getParentSpanId()).isEqualTo(caller.getSpanContext().getSpanId());
    assertThat(text(span, "messaging.system")).isEqualTo("holdfast");
    assertThat(text(span, "messaging.operation.name")).isEqualTo("enqueue");
    assertThat(text(span, "messaging.operation.type")).isEqualTo("send");
    assertThat(text(span, "messaging.destination.name")).isEqualTo("emails");
    assertThat(text(span, "messaging.message.id")).isEqualTo("a");
    assertThat(text(span, "holdfast.job.type")).isEqualTo("welcome");
    assertThat(sending.headers().get("traceparent").orElseThrow())
        .matches("00-" + span.getTraceId() + "-" + span.getSpanId() + "-0[0-9a-f]");
  }

  @Test
  void aBatchIsASpanForEachJobAndOneThatLinksToThem() {
    List<JobFacts> jobs = IntStream.range(0, 3).mapToObj(i -> job("j" + i, 0, Map.of())).toList();
    JobSpans.SentBatch sending =
        spans.send(jobs, List.of(SpanHook.NONE, SpanHook.NONE, SpanHook.NONE));
    sending.span().end();
    List<SpanData> created = named("create emails");
    assertThat(created).hasSize(3).allMatch(span -> span.getKind() == SpanKind.PRODUCER);
    SpanData batch = only("enqueue emails");
    assertThat(batch.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(batch.getLinks().stream().map(link -> link.getSpanContext().getSpanId()))
        .containsExactlyElementsOf(created.stream().map(SpanData::getSpanId).toList());
    assertThat(batch.getAttributes().get(AttributeKey.longKey("messaging.batch.message_count")))
        .isEqualTo(3);
    assertThat(
            sending.headers().stream()
                .map(it -> it.get("traceparent").orElseThrow().substring(36, 52)))
        .containsExactlyElementsOf(created.stream().map(SpanData::getSpanId).toList());
  }

  @Test
  void whereAJobWasCreatedIsKeptIfItsHeadersTell() {
    String known = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    JobSpans.Sent sending = spans.send(job("a", 0, Map.of("traceparent", known)), SpanHook.NONE);
    sending.span().end();
    assertThat(sending.headers()).isEqualTo(Headers.NONE);
    SpanData span = only("enqueue emails");
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(span.getLinks().getFirst().getSpanContext().getSpanId())
        .isEqualTo("b7ad6b7169203331");
  }

  @Test
  void everyAttemptIsATraceOfItsOwnThatLinksToTheCreation() {
    JobSpans.Sent sending = spans.send(job("a", 0, Map.of()), SpanHook.NONE);
    sending.span().end();
    Map<String, String> headers = sending.headers().asMap();
    Span caller = tracer.spanBuilder("whoever runs the worker").startSpan();
    try (Scope _ = caller.makeCurrent()) {
      spans.begin(job("a", 1, headers), SpanHook.NONE).end();
      spans.begin(job("a", 2, headers), SpanHook.NONE).end();
    }
    SpanData enqueue = only("enqueue emails");
    List<SpanData> attempts = named("process emails");
    assertThat(attempts).hasSize(2);
    for (SpanData attempt : attempts) {
      assertThat(attempt.getKind()).isEqualTo(SpanKind.CONSUMER);
      assertThat(attempt.getParentSpanContext().isValid()).isFalse();
      assertThat(attempt.getTraceId()).isNotEqualTo(enqueue.getTraceId());
      assertThat(attempt.getLinks())
          .singleElement()
          .satisfies(
              link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(enqueue.getSpanId()));
    }
    assertThat(
            attempts.stream()
                .map(it -> it.getAttributes().get(AttributeKey.longKey("holdfast.job.attempt"))))
        .containsExactly(1L, 2L);
  }

  @Test
  void headersThatAreNoTraceContextAreAsGoodAsNone() {
    for (String wrong :
        List.of("", "00-zz-1-01", "ff-" + "0".repeat(32) + "-1-01", "x".repeat(500))) {
      exporter.reset();
      spans.begin(job("a", 1, Map.of("traceparent", wrong)), SpanHook.NONE).end();
      assertThat(only("process emails").getLinks()).isEmpty();
    }
  }

  @Test
  void aFailureIsOnTheSpan() {
    Span attempt = spans.begin(job("a", 1, Map.of()), SpanHook.NONE);
    JobSpans.fail(attempt, new IllegalStateException("no printer"));
    attempt.end();
    SpanData span = only("process emails");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).isEqualTo("no printer");
    assertThat(text(span, "error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(span.getEvents()).hasSize(1);
  }

  @Test
  void anAnswerIsWithinItsAttempt() {
    Span attempt = spans.begin(job("a", 1, Map.of()), SpanHook.NONE);
    spans.settle("ack", job("a", 1, Map.of()), Context.root().with(attempt)).end();
    attempt.end();
    SpanData ack = only("ack emails");
    assertThat(ack.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(ack.getParentSpanId()).isEqualTo(attempt.getSpanContext().getSpanId());
    assertThat(text(ack, "messaging.operation.type")).isEqualTo("settle");
  }

  @Test
  void jobsHandedOutAreLinkedToTheirCreation() {
    JobSpans.Sent sending = spans.send(job("a", 0, Map.of()), SpanHook.NONE);
    sending.span().end();
    spans.received(List.of(job("a", 1, sending.headers().asMap())), 1_000_000_000L);
    SpanData receive = only("receive emails");
    assertThat(receive.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(receive.getStartEpochNanos()).isEqualTo(1_000_000_000L);
    assertThat(receive.getLinks().getFirst().getSpanContext().getSpanId())
        .isEqualTo(only("enqueue emails").getSpanId());
  }

  @Test
  void baggageStaysAtHomeUnlessItIsAskedFor() {
    Context context =
        Context.root().with(Baggage.builder().put("tenant", "acme").put("secret", "s").build());
    assertThat(new TraceHeaders(BaggagePolicy.none()).of(context).asMap())
        .doesNotContainKey("baggage");
    TraceHeaders chosen = new TraceHeaders(BaggagePolicy.of("tenant"));
    assertThat(chosen.of(context).asMap()).containsEntry("baggage", "tenant=acme");
    assertThat(chosen.baggage(Headers.of(Map.of("baggage", "tenant=acme,secret=s"))).asMap())
        .containsOnlyKeys("tenant");
    assertThat(
            new TraceHeaders(BaggagePolicy.none())
                .baggage(Headers.of(Map.of("baggage", "tenant=acme"))))
        .isEqualTo(Baggage.empty());
  }

  @Test
  void baggageIsCapped() {
    TraceHeaders chosen = new TraceHeaders(BaggagePolicy.of("tenant"));
    Context large = Context.root().with(Baggage.builder().put("tenant", "x".repeat(2000)).build());
    assertThat(chosen.of(large).asMap()).doesNotContainKey("baggage");
    assertThat(chosen.baggage(Headers.of(Map.of("baggage", "tenant=" + "x".repeat(2000)))))
        .isEqualTo(Baggage.empty());
  }

  @Test
  void theAttemptsContextHoldsItsSpanAndItsBaggage() {
    JobSpans own = new JobSpans(tracer, new TraceHeaders(BaggagePolicy.of("tenant")));
    JobFacts job = job("a", 1, Map.of("baggage", "tenant=acme"));
    Span attempt = own.begin(job, SpanHook.NONE);
    Context context = own.contextOf(attempt, job.headers());
    assertThat(Span.fromContext(context)).isSameAs(attempt);
    assertThat(Baggage.fromContext(context).getEntryValue("tenant")).isEqualTo("acme");
  }

  private List<SpanData> named(String name) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .toList();
  }

  private SpanData only(String name) {
    assertThat(named(name)).hasSize(1);
    return named(name).getFirst();
  }

  private static String text(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }
}
