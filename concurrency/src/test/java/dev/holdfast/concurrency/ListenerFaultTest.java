package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a listener throws changes nothing, whatever it is, and even if nobody can be told of it. */
class ListenerFaultTest {
  private static final class Unheard extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static void withAHandlerThatThrows(TestThreads.Action action) throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, _) -> {
      throw new IllegalStateException("broken handler");
    });
    try {
      action.run();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void anErrorOutOfASemaphoresListenerChangesNothing() throws Exception {
    SemaphoreListener broken =
        new SemaphoreListener() {
          @Override
          public void acquired(int weight, long waitNanos) {
            throw new Unheard();
          }

          @Override
          public void released(int weight) {
            throw new Unheard();
          }
        };
    Semaphore semaphore = Semaphore.create(SemaphoreConfig.of("told", 1), broken);
    withAHandlerThatThrows(() -> {
      assertThat(semaphore.tryAcquire(1)).isTrue();
      semaphore.release(1);
    });
    assertThat(semaphore.available()).isOne();
  }

  @Test
  void anErrorOutOfALimitersListenerChangesNothing() throws Exception {
    RateLimiterListener broken =
        new RateLimiterListener() {
          @Override
          public void granted(long weight, long waitNanos) {
            throw new Unheard();
          }

          @Override
          public void refused(Refusal refusal) {
            throw new Unheard();
          }

          @Override
          public void cancelled(long weight) {
            throw new Unheard();
          }
        };
    RateLimiterConfig config = RateLimiterConfig.of("told", 1, Duration.ofSeconds(1));
    RateLimiter limiter = RateLimiter.create(config, broken, new ManualTicker());
    withAHandlerThatThrows(() -> {
      assertThat(limiter.tryAcquire()).isTrue();
      assertThat(limiter.tryAcquire(1, Deadline.NOW)).isFalse();
      assertThat(limiter.reserve(1).cancel()).isTrue();
    });
  }

  @Test
  void anErrorOutOfAPoolsListenerChangesNothing() throws Exception {
    WorkerPoolListener broken =
        new WorkerPoolListener() {
          @Override
          public void taskQueued(int queueLength) {
            throw new Unheard();
          }

          @Override
          public void taskStarted(long queueNanos) {
            throw new Unheard();
          }

          @Override
          public void taskEnded(Outcome outcome, long queueNanos, long runNanos) {
            throw new Unheard();
          }
        };
    withAHandlerThatThrows(() -> {
      try (WorkerPool pool =
          WorkerPool.create(WorkerPoolConfig.named("told").withWorkers(1), broken)) {
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        assertThat(pool.submit(() -> 2).get()).isEqualTo(2);
      }
    });
  }

  @Test
  void anErrorOutOfAPipelinesListenerChangesNothing() throws Exception {
    PipelineListener broken =
        new PipelineListener() {
          @Override
          public void itemDone(String stage, long workNanos, boolean failed) {
            throw new Unheard();
          }
        };
    List<Integer> out = new ArrayList<>();
    withAHandlerThatThrows(() -> {
      try (PipelineRun<Integer, Integer> run =
          Pipeline.<Integer>named("told")
              .map("same", 1, i -> i)
              .start(Cancellation.create(), broken)) {
        run.feed(List.of(1, 2));
        run.forEach(out::add);
      }
    });
    assertThat(out).containsExactly(1, 2);
  }
}
