package dev.holdfast.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.concurrency.RateLimiter;
import dev.holdfast.concurrency.RateLimiterConfig;
import dev.holdfast.concurrency.RateLimiterListener;
import dev.holdfast.concurrency.Semaphore;
import dev.holdfast.concurrency.SemaphoreConfig;
import dev.holdfast.concurrency.SemaphoreListener;
import dev.holdfast.pool.BlockingPool;
import dev.holdfast.pool.Pool;
import dev.holdfast.pool.PoolListener;
import dev.holdfast.pool.Pooled;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WaitTracingTest {
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Tracer tracer =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(exporter))
          .build()
          .get("test");

  @Test
  void permitsThatAreThereCostNoSpan() throws InterruptedException {
    Semaphore semaphore = semaphore(new CountDownLatch(0));
    semaphore.acquire(1);
    semaphore.release(1);
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void aCallerThatParksHasASpanWithinItsOwn() throws InterruptedException {
    CountDownLatch parked = new CountDownLatch(1);
    Semaphore semaphore = semaphore(parked);
    semaphore.acquire(1);
    Span caller = tracer.spanBuilder("caller").startSpan();
    Thread waiter =
        Thread.ofPlatform()
            .start(() -> {
              try (Scope _ = caller.makeCurrent()) {
                semaphore.acquire(1);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    parked.await();
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    semaphore.release(1);
    waiter.join();
    SpanData wait = exporter.getFinishedSpanItems().getFirst();
    assertThat(wait.getName()).isEqualTo("wait disk");
    assertThat(wait.getParentSpanId()).isEqualTo(caller.getSpanContext().getSpanId());
    assertThat(wait.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void aWaitInVainIsAnError() throws InterruptedException {
    Semaphore semaphore = semaphore(new CountDownLatch(1));
    semaphore.acquire(1);
    assertThat(semaphore.tryAcquire(1, Deadline.after(Duration.ofMillis(5)))).isFalse();
    assertThat(exporter.getFinishedSpanItems())
        .singleElement()
        .satisfies(
            wait -> assertThat(wait.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
  }

  @Test
  void aBorrowerThatParksHasASpan() throws InterruptedException {
    PoolTracing tracing = new PoolTracing(tracer, PoolListener.NOOP);
    try (BlockingPool<StringBuilder> pool =
        Pool.named("connections", StringBuilder::new)
            .countMax(1)
            .listener(tracing)
            .buildBlocking()) {
      try (Pooled<StringBuilder> _ = pool.borrow(Duration.ZERO).orElseThrow()) {
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
        assertThat(pool.borrow(Duration.ofMillis(5))).isEmpty();
      }
    }
    SpanData wait = exporter.getFinishedSpanItems().getFirst();
    assertThat(wait.getName()).isEqualTo("wait connections");
    assertThat(wait.getEndEpochNanos() - wait.getStartEpochNanos()).isPositive();
  }

  @Test
  void aCallerThatParksForARateHasASpanWithinItsOwn() throws InterruptedException {
    RateLimiter limiter =
        RateLimiter.create(
            RateLimiterConfig.of("api", 100, Duration.ofSeconds(1)).withBurst(1),
            new RateLimiterTracing(tracer, "api", RateLimiterListener.NOOP));
    limiter.acquire(1, Deadline.NEVER);
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    Span caller = tracer.spanBuilder("caller").startSpan();
    try (Scope _ = caller.makeCurrent()) {
      limiter.acquire(1, Deadline.NEVER);
    }
    SpanData wait = exporter.getFinishedSpanItems().getFirst();
    assertThat(wait.getName()).isEqualTo("wait api");
    assertThat(wait.getParentSpanId()).isEqualTo(caller.getSpanContext().getSpanId());
    assertThat(wait.getEndEpochNanos() - wait.getStartEpochNanos()).isPositive();
  }

  @Test
  void whoOnlyReservesHasNoSpan() {
    RateLimiter limiter =
        RateLimiter.create(
            RateLimiterConfig.of("api", 1, Duration.ofSeconds(1)).withBurst(1),
            new RateLimiterTracing(tracer, "api", RateLimiterListener.NOOP));
    assertThat(limiter.tryAcquire()).isTrue();
    assertThat(limiter.reserve(1).delay()).isPositive();
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  private Semaphore semaphore(CountDownLatch parked) {
    SemaphoreListener told =
        new SemaphoreListener() {
          @Override
          public void waiting(int weight) {
            parked.countDown();
          }
        };
    return Semaphore.create(
        SemaphoreConfig.of("disk", 1), new SemaphoreTracing(tracer, "disk", told));
  }
}
