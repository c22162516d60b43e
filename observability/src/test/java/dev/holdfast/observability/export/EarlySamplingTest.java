package dev.holdfast.observability.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Headers;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.EnqueueResult;
import dev.holdfast.observability.binding.JobProducer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is chosen before its span is made is what the sampler would have chosen. */
@Timeout(60)
class EarlySamplingTest {
  private static final int JOBS = 4000;
  private static final Headers UNCHOSEN = Headers.of(Map.of("b3", "0"));

  private final List<Headers> sent = new ArrayList<>();
  private OtlpReceiver receiver;

  @BeforeEach
  void open() throws IOException {
    receiver = OtlpReceiver.start();
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  private TelemetryExport export(String ratio) {
    return TelemetryExport.start(
        ExportConfig.defaults()
            .withProperty("otel.exporter.otlp.endpoint", receiver.endpoint())
            .withProperty("otel.bsp.max.queue.size", "" + 2 * JOBS)
            .withProperty("otel.traces.sampler", "traceidratio")
            .withProperty("otel.traces.sampler.arg", ratio));
  }

  private CompletableFuture<EnqueueResult> take(List<JobSpec> jobs) {
    jobs.forEach(job -> sent.add(job.headers()));
    return CompletableFuture.completedFuture(
        new EnqueueResult(
            jobs.stream()
                .map(job -> new EnqueueResult.Outcome(job.id(), true, Optional.empty()))
                .toList()));
  }

  private void enqueue(TelemetryExport export, String queue, int count) {
    JobProducer producer = export.tracing().producer(this::take);
    for (int i = 0; i < count; i++) {
      JobSpec job = JobSpec.of(new JobId("job-" + i), Payload.EMPTY).withQueue(queue);
      producer.enqueue(List.of(job)).join();
    }
  }

  private static String traceparent(Headers headers) {
    return headers.get("traceparent").orElseThrow();
  }

  private static boolean isSampled(Headers headers) {
    return !headers.equals(UNCHOSEN);
  }

  private static String traceId(Headers headers) {
    return traceparent(headers).substring(3, 35);
  }

  private Set<String> arrived() {
    Set<String> ids = new HashSet<>();
    receiver.spans.forEach(
        span -> ids.add(HexFormat.of().formatHex(span.getTraceId().toByteArray())));
    return ids;
  }

  @Test
  void everyTraceIsChosenByItsIdAndOnce() {
    try (TelemetryExport export = export("0.25")) {
      enqueue(export, "emails", JOBS);
      export.flush();
    }
    assertThat(sent).hasSize(JOBS);
    Set<String> kept = new HashSet<>();
    for (Headers headers : sent) {
      if (isSampled(headers)) {
        assertThat(traceparent(headers)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-03"); // and random
        assertThat(AdjustableSampler.isWithin(traceId(headers), 0.25)).isTrue();
        kept.add(traceId(headers));
      }
    }
    assertThat(arrived()).isEqualTo(kept);
    assertThat(kept.size()).isBetween(JOBS / 4 - 200, JOBS / 4 + 200); // seven standard deviations
  }

  @Test
  void aQueueHasItsOwnRatio() {
    try (TelemetryExport export = export("0")) {
      export.sampler().change(new SamplingRatios(0, Map.of("emails", 1.0)));
      enqueue(export, "emails", 10);
      enqueue(export, "others", 10);
      export.flush();
    }
    assertThat(sent.subList(0, 10)).allMatch(EarlySamplingTest::isSampled);
    assertThat(sent.subList(10, 20)).noneMatch(EarlySamplingTest::isSampled);
    assertThat(arrived()).hasSize(10);
  }

  @Test
  void withinATraceItsChoiceHolds() {
    try (TelemetryExport export = export("0")) {
      export.sampler().change(SamplingRatios.all(1));
      Span caller = export.openTelemetry().getTracer("test").spanBuilder("caller").startSpan();
      export.sampler().change(SamplingRatios.all(0));
      try (Scope _ = caller.makeCurrent()) {
        enqueue(export, "emails", 1);
      }
      caller.end();
      assertThat(isSampled(sent.getFirst())).isTrue();
      assertThat(traceId(sent.getFirst())).isEqualTo(caller.getSpanContext().getTraceId());
    }
  }
}
