package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.concurrency.Refusal.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Defects that were seen in widely used libraries. Each of these tests fails on one of them. */
class PeerDefectsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTicker ticker = new ManualTicker();
  private final ManualTimer timer = new ManualTimer(ticker);

  private RateLimiter limiter(long permits, long burst) {
    return RateLimiter.create(
        RateLimiterConfig.of("peer", permits, SECOND).withBurst(burst),
        RateLimiterListener.NOOP,
        ticker);
  }

  /** A fixed window grants its burst at its end, and again at the beginning of the next. */
  @Test
  void twoBurstsDoNotMeetAtTheBoundaryOfAWindow() {
    RateLimiter limiter = limiter(10, 10);
    ticker.advance(Duration.ofMillis(999));
    int granted = 0;
    for (int i = 0; i < 100; i++) {
      granted += limiter.tryAcquire() ? 1 : 0;
    }
    ticker.advance(Duration.ofMillis(2));
    for (int i = 0; i < 100; i++) {
      granted += limiter.tryAcquire() ? 1 : 0;
    }
    assertThat(granted).isEqualTo(10);
  }

  /** An untimed attempt takes what those who wait in a fair line are waiting for. */
  @Test
  void anAttemptDoesNotOvertakeThoseWhoWait() throws Exception {
    Semaphore semaphore = Semaphore.create("peer", 2);
    semaphore.acquire(1);
    var waiter = TestThreads.startAndPark(() -> semaphore.acquire(2));
    assertThat(semaphore.tryAcquire(1)).isFalse();
    semaphore.release(1);
    waiter.result();
  }

  /** A request that cannot be met sleeps until its timeout, and then fails. */
  @Test
  void aHopelessWaitIsRefusedWithoutWaiting() throws InterruptedException {
    RateLimiter limiter = limiter(1, 1);
    limiter.reserve(1);
    for (int i = 0; i < 59; i++) {
      limiter.reserve(1);
    }
    Deadline tooSoon = Deadline.after(Duration.ofSeconds(59), ticker);
    assertThat(limiter.tryAcquire(1, tooSoon)).as("a real minute, if it slept").isFalse();
  }

  /** Who gives up a wait has used up permits all the same, and all who follow wait for them. */
  @Test
  void whoGivesUpGivesItsPermitsBack() throws Exception {
    RateLimiter limiter = limiter(1, 1);
    limiter.reserve(1);
    for (int i = 0; i < 5; i++) {
      TestThreads.startAndPark(() -> limiter.acquire(1, Deadline.NEVER)).interrupt();
    }
    assertThat(limiter.reserve(1).delay()).isEqualTo(SECOND);
  }

  /** A smaller capacity makes the caller wait until enough has come back. */
  @Test
  void shrinkingDoesNotBlock() throws InterruptedException {
    Semaphore semaphore = Semaphore.create("peer", 5);
    semaphore.acquire(5);
    semaphore.resize(1);
    assertThat(semaphore.capacity()).isEqualTo(1);
    semaphore.release(5);
    assertThat(semaphore.available()).isEqualTo(1);
  }

  /** A wait that times out leaks a permit, until there are none. */
  @Test
  void timedOutWaitsLeakNothing() throws InterruptedException {
    Semaphore semaphore = Semaphore.create("peer", 3);
    semaphore.acquire(3);
    for (int i = 0; i < 100; i++) {
      assertThat(semaphore.tryAcquire(1 + i % 3, Deadline.after(Duration.ofNanos(1_000))))
          .isFalse();
    }
    semaphore.release(3);
    assertThat(semaphore.tryAcquire(3)).isTrue();
  }

  /** A request for a thousand times the rate is granted at once, and starves all who follow. */
  @Test
  void nobodyGoesIntoDebt() {
    RateLimiter limiter = limiter(5, 5);
    assertThat(limiter.tryAcquire(5_000)).isFalse();
    assertThat(limiter.tryAcquire(5)).isTrue();
    ticker.advance(SECOND);
    assertThat(limiter.tryAcquire(5)).isTrue();
  }

  /** The head of the line is cancelled, and those behind it sleep on though permits are free. */
  @Test
  void cancellingTheHeadWakesItsFollowers() {
    Semaphore semaphore =
        new Semaphore(
            SemaphoreConfig.of("peer", 3), SemaphoreListener.NOOP, ticker, Parker.SYSTEM, timer);
    assertThat(semaphore.tryAcquire(1)).isTrue();
    CompletableFuture<Permit> head = semaphore.acquireAsync(3, Deadline.NEVER);
    CompletableFuture<Permit> second = semaphore.acquireAsync(1, Deadline.NEVER);
    CompletableFuture<Permit> third = semaphore.acquireAsync(1, Deadline.NEVER);
    assertThat(head.cancel(false)).isTrue();
    assertThat(second).isCompleted();
    assertThat(third).isCompleted();
  }

  /** A cancelled reservation gives back more than it had, so that others are granted too much. */
  @Test
  void refundsNeverMakeAWindowGrantMore() {
    RateLimiter limiter = limiter(1, 1);
    Reservation[] made = new Reservation[11];
    for (int i = 0; i <= 10; i++) {
      made[i] = limiter.reserve(1);
    }
    for (int i = 1; i <= 5; i++) {
      assertThat(made[i].cancel()).isTrue();
    }
    for (int i = 1; i <= 5; i++) {
      assertThat(limiter.reserve(1).delay()).isEqualTo(Duration.ofSeconds(i));
    }
    assertThat(limiter.reserve(1).delay()).isEqualTo(Duration.ofSeconds(11));
  }

  /** A request for more permits than there are waits for ever. */
  @Test
  void moreThanThereAreIsRefusedAtOnce() throws InterruptedException {
    Acquisition hopeless = Semaphore.create("peer", 3).request(4, Deadline.NEVER);
    assertThat(hopeless)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.EXCEEDS_CAPACITY));
  }

  /** Giving back what was never taken adds permits. */
  @Test
  void nobodyGivesBackWhatWasNotTaken() {
    Semaphore semaphore = Semaphore.create("peer", 3);
    assertThatThrownBy(() -> semaphore.release(1)).isInstanceOf(IllegalStateException.class);
    assertThat(semaphore.available()).isEqualTo(3);
  }

  /** Many short timed attempts at once keep each other busy for ever. */
  @Test
  void shortTimedAttemptsMakeProgress() throws Exception {
    Semaphore semaphore = Semaphore.create("peer", 1);
    var attempts = new java.util.ArrayList<TestThreads.Running<Integer>>();
    for (int t = 0; t < 8; t++) {
      attempts.add(
          TestThreads.start(() -> {
            int granted = 0;
            while (granted < 200) {
              if (semaphore.tryAcquire(1, Deadline.after(Duration.ofNanos(500)))) {
                granted++;
                semaphore.release(1);
              }
            }
            return granted;
          }));
    }
    for (var attempt : attempts) {
      assertThat(attempt.result()).isEqualTo(200);
    }
    assertThat(semaphore.available()).isEqualTo(1);
  }

  /** A pool of virtual threads drops its bounds: everything that is submitted runs at once. */
  @Test
  void virtualThreadsDoNotUndoTheBounds() {
    WorkerPoolConfig config =
        WorkerPoolConfig.named("peer")
            .withWorkers(2)
            .withQueueCapacity(3)
            .withRejection(WorkerPoolConfig.Rejection.REJECT);
    var hold = new java.util.concurrent.CountDownLatch(1);
    try (WorkerPool pool = WorkerPool.create(config, WorkerPoolListener.NOOP)) {
      var accepted = new java.util.ArrayList<CompletableFuture<Boolean>>();
      for (int i = 0; i < 2; i++) {
        accepted.add(pool.submit(() -> hold.await(1, java.util.concurrent.TimeUnit.HOURS)));
      }
      TestThreads.until(() -> pool.activeWorkers() == 2);
      for (int i = 0; i < 10; i++) {
        accepted.add(pool.submit(() -> true));
      }
      assertThat(accepted.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(7);
      hold.countDown();
      assertThat(pool.shutdown(Deadline.NEVER)).as("drained").isTrue();
      assertThat(
              accepted.stream().filter(f -> f.state() == java.util.concurrent.Future.State.SUCCESS))
          .hasSize(5);
    }
  }
}
