package dev.holdfast.concurrency;

import static dev.holdfast.concurrency.TestThreads.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.concurrency.Refusal.Reason;
import dev.holdfast.concurrency.TestThreads.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 5);
  private final ManualTimer timer = new ManualTimer(ticker);

  private RateLimiter limiter(long permits, Duration period, long burst) {
    return new RateLimiter(
        RateLimiterConfig.of("api", permits, period).withBurst(burst),
        RateLimiterListener.NOOP,
        ticker,
        Parker.SYSTEM,
        timer);
  }

  @Test
  void grantsABurstAndThenOneAnInterval() {
    RateLimiter limiter = limiter(10, SECOND, 3);
    assertThat(limiter.available()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.tryAcquire()).isTrue();
    }
    assertThat(limiter.tryAcquire()).isFalse();
    ticker.advance(Duration.ofMillis(99));
    assertThat(limiter.tryAcquire()).isFalse();
    ticker.advance(Duration.ofMillis(1));
    assertThat(limiter.tryAcquire()).isTrue();
    assertThat(limiter.tryAcquire()).isFalse();
    ticker.advance(Duration.ofHours(100));
    assertThat(limiter.available()).as("no more than the burst is saved").isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 7, 1_000_003, 999_999_937, 1_000_000_000})
  void oddRatesAreNotRounded(long permits) {
    RateLimiter limiter = limiter(permits, SECOND, permits + 1);
    while (limiter.available() > 0) {
      limiter.tryAcquire(limiter.available());
    }
    long granted = 0;
    for (int i = 0; i < 10_000; i++) {
      ticker.advance(Duration.ofMillis(100));
      long there = limiter.available();
      if (there > 0 && limiter.tryAcquire(there)) {
        granted += there;
      }
    }
    assertThat(granted).isBetween(permits * 1000 - 1, permits * 1000);
  }

  @Test
  void aPermitAMinuteIsAFullMinuteApart() {
    RateLimiter limiter = limiter(1, Duration.ofMinutes(1), 1);
    ticker.advance(Duration.ofSeconds(59));
    assertThat(limiter.tryAcquire()).isTrue();
    ticker.advance(Duration.ofMillis(59_999));
    assertThat(limiter.tryAcquire()).isFalse();
    ticker.advance(Duration.ofMillis(1));
    assertThat(limiter.tryAcquire()).isTrue();
  }

  @Test
  void aRequestThatCannotBeInTimeIsRefusedAtOnceAndSaysWhenItCould() {
    RateLimiter limiter = limiter(1, SECOND, 1);
    assertThat(limiter.tryAcquire()).isTrue();
    limiter.reserve(1);
    assertThatThrownBy(() -> limiter.acquire(1, Deadline.after(SECOND, ticker)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.refusal().reason()).isEqualTo(Reason.TIMED_OUT);
              assertThat(e.refusal().earliestGrant().orElseThrow())
                  .isEqualTo(Duration.ofSeconds(2));
              assertThat(e.refusal().weightAhead()).isEqualTo(1);
            });
    assertThat(limiter.available()).isEqualTo(-1);
  }

  @Test
  void moreThanTheBurstIsNeverGranted() throws InterruptedException {
    RateLimiter limiter = limiter(10, SECOND, 5);
    assertThat(limiter.tryAcquire(6)).isFalse();
    assertThat(limiter.tryAcquire(6, Deadline.NEVER)).isFalse();
    assertThat(limiter.delayOf(6)).isEmpty();
    assertThatThrownBy(() -> limiter.reserve(6))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().reason()).isEqualTo(Reason.EXCEEDS_CAPACITY));
    assertThat(limiter.available()).as("nobody went into debt").isEqualTo(5);
    assertThat(limiter.tryAcquire(5)).isTrue();
  }

  @Test
  void aReservationIsDueAtItsMoment() {
    RateLimiter limiter = limiter(10, SECOND, 1);
    assertThat(limiter.reserve(1).delay()).isEqualTo(Duration.ZERO);
    Reservation second = limiter.reserve(1);
    Reservation third = limiter.reserve(1);
    assertThat(second.weight()).isEqualTo(1);
    assertThat(second.delayNanos()).isEqualTo(100_000_000L);
    assertThat(third.delayNanos()).isEqualTo(200_000_000L);
    assertThat(limiter.tryAcquire()).as("nobody overtakes").isFalse();
    ticker.advance(Duration.ofMillis(100));
    assertThat(second.delay()).isEqualTo(Duration.ZERO);
    assertThat(second.cancel()).as("due is used").isFalse();
  }

  @Test
  void cancellingTheLastReservationsUndoesThemEntirely() {
    RateLimiter limiter = limiter(10, SECOND, 1);
    limiter.reserve(1);
    Reservation second = limiter.reserve(1);
    Reservation third = limiter.reserve(1);
    assertThat(second.cancel()).isTrue();
    assertThat(second.cancel()).as("once").isFalse();
    assertThat(third.cancel()).isTrue();
    assertThat(limiter.reserve(1).delayNanos()).isEqualTo(100_000_000L);
  }

  @Test
  void aPlaceInTheMiddleIsTakenOverByWhoeverComesNext() {
    RateLimiter limiter = limiter(10, SECOND, 2);
    limiter.reserve(2);
    Reservation second = limiter.reserve(2);
    Reservation third = limiter.reserve(1);
    assertThat(second.cancel()).isTrue();
    assertThat(limiter.tryAcquire()).as("not before its moment").isFalse();
    assertThat(limiter.reserve(1).delayNanos()).isEqualTo(100_000_000L);
    ticker.advance(Duration.ofMillis(200));
    assertThat(limiter.tryAcquire()).as("the rest of the place").isTrue();
    assertThat(limiter.tryAcquire()).isFalse();
    assertThat(third.delayNanos()).isEqualTo(100_000_000L);
  }

  @Test
  void freePlacesGrowOldAndAreBounded() {
    RateLimiter limiter = limiter(1000, SECOND, 1);
    List<Reservation> reservations = new ArrayList<>();
    for (int i = 0; i < 3 * Gaps.GAPS_MAX; i++) {
      reservations.add(limiter.reserve(1));
    }
    for (int i = 1; i < reservations.size() - 1; i += 2) {
      assertThat(reservations.get(i).cancel()).isTrue();
    }
    int early = 0;
    long tailNanos = reservations.getLast().delayNanos();
    while (limiter.reserve(1).delayNanos() <= tailNanos) {
      early++;
    }
    assertThat(early).isEqualTo(Gaps.GAPS_MAX);
  }

  @Test
  void waitingEndsWhenThePermitsAreDue() throws InterruptedException {
    RateLimiter real =
        RateLimiter.create(RateLimiterConfig.of("real", 1000, SECOND), RateLimiterListener.NOOP);
    long begin = System.nanoTime();
    for (int i = 0; i < 21; i++) {
      assertThat(real.tryAcquire(1, Deadline.NEVER)).isTrue();
    }
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20_000_000L);
  }

  @Test
  void anInterruptedWaitGivesItsPermitsBack() throws Exception {
    RateLimiter limiter = limiter(1, SECOND, 1);
    limiter.reserve(1);
    Running<Boolean> waiter = start(() -> limiter.tryAcquire(1, Deadline.NEVER)).parked();
    assertThat(limiter.available()).isEqualTo(-1);
    waiter.thread.interrupt();
    assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
    assertThat(limiter.available()).isZero();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> limiter.acquire(1, Deadline.NEVER))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void aCancelledWaitGivesItsPermitsBackAndIsRefused() throws Exception {
    RateLimiter limiter = limiter(1, SECOND, 1);
    limiter.reserve(1);
    Cancellation cancellation = Cancellation.create();
    var waiter = TestThreads.startAndPark(() -> limiter.acquire(1, cancellation));
    cancellation.cancel();
    assertThatThrownBy(waiter::result)
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().reason()).isEqualTo(Reason.CANCELLED));
    assertThatThrownBy(() -> limiter.acquire(1, cancellation)).isInstanceOf(RefusedException.class);
    assertThat(limiter.tryAcquire(1, cancellation)).isFalse();
    assertThat(limiter.available()).isZero();
  }

  @Test
  void anAsynchronousRequestCompletesWhenDueAndCancelsItsReservation() {
    RateLimiter limiter = limiter(10, SECOND, 1);
    assertThat(limiter.acquireAsync(1, Deadline.NEVER)).isCompleted();
    CompletableFuture<Reservation> second = limiter.acquireAsync(1, Deadline.NEVER);
    CompletableFuture<Reservation> third = limiter.acquireAsync(1, Deadline.NEVER);
    CompletableFuture<Reservation> hopeless =
        limiter.acquireAsync(1, Deadline.after(Duration.ofMillis(200), ticker));
    assertThatThrownBy(hopeless::join).hasCauseInstanceOf(RefusedException.class);
    assertThat(third.cancel(true)).isTrue();
    timer.advance(Duration.ofMillis(101));
    assertThat(second).isCompleted();
    assertThat(timer.pending()).isZero();
    assertThat(limiter.available()).as("the third was given back").isZero();
  }

  @Test
  void whateverElseCompletesTheFutureCancelsItsReservation() {
    RateLimiter limiter = limiter(10, SECOND, 1);
    assertThat(limiter.tryAcquire()).isTrue();
    assertThat(limiter.acquireAsync(1, Deadline.NEVER).complete(null)).isTrue();
    assertThat(timer.pending()).isZero();
    assertThat(limiter.available()).isZero();
  }

  @Test
  void aChangeOfRateCarriesOverWhatIsSavedAndWhatIsOwed() {
    RateLimiter limiter = limiter(10, SECOND, 10);
    limiter.changeRate(1000, SECOND, 5);
    assertThat(limiter.config()).isEqualTo(new RateLimiterConfig("api", 1000, SECOND, 5));
    assertThat(limiter.available()).isEqualTo(5);
    assertThat(limiter.tryAcquire(5)).isTrue();
    limiter.reserve(3);
    limiter.changeRate(1, SECOND, 1);
    assertThat(limiter.available()).isEqualTo(-3);
    ticker.advance(Duration.ofSeconds(4));
    assertThat(limiter.tryAcquire()).isTrue();
    limiter.changeRate(1_000_000_000, SECOND, 1_000_000);
    ticker.advanceNanos(100);
    assertThat(limiter.available()).isEqualTo(100);
  }

  @Test
  void grantsWhileTheRateChangesAreNeverLostNorDoubled() throws Exception {
    RateLimiter limiter = limiter(1, Duration.ofDays(1), 10_000);
    AtomicLong granted = new AtomicLong();
    List<Running<Boolean>> takers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      takers.add(
          start(() -> {
            while (limiter.tryAcquire()) {
              granted.incrementAndGet();
            }
            return true;
          }));
    }
    for (int i = 0; i < 2_000; i++) {
      limiter.changeRate(1 + i % 3, Duration.ofDays(1), 10_000);
    }
    for (var taker : takers) {
      taker.result();
    }
    assertThat(granted.get()).isBetween(9_990L, 10_000L);
  }

  @Test
  void theListenerHearsGrantsRefusalsAndRefunds() throws InterruptedException {
    List<String> heard = new ArrayList<>();
    RateLimiter told =
        new RateLimiter(
            RateLimiterConfig.of("api", 1, SECOND),
            new RateLimiterListener() {
              @Override
              public void granted(long weight, long waitNanos) {
                heard.add("granted " + weight + (waitNanos > 0 ? " later" : ""));
              }

              @Override
              public void refused(Refusal refusal) {
                heard.add("refused " + refusal.weight());
              }

              @Override
              public void cancelled(long weight) {
                heard.add("cancelled " + weight);
              }
            },
            ticker,
            Parker.SYSTEM,
            timer);
    told.acquire(1, Deadline.NOW);
    assertThat(told.tryAcquire(1, Deadline.NOW)).isFalse();
    told.reserve(1).cancel();
    assertThat(heard).containsExactly("granted 1", "refused 1", "granted 1 later", "cancelled 1");
  }

  @Test
  void theListenerHearsWhoParksAndUntilWhen() throws Exception {
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    RateLimiter told =
        new RateLimiter(
            RateLimiterConfig.of("api", 1, SECOND),
            new RateLimiterListener() {
              @Override
              public void waiting(long weight) {
                heard.add("waiting " + weight);
              }

              @Override
              public void waited(long weight) {
                heard.add("waited " + weight);
                throw new IllegalStateException("harms nobody");
              }

              @Override
              public void cancelled(long weight) {
                heard.add("cancelled " + weight);
              }
            },
            ticker,
            Parker.SYSTEM,
            timer);
    told.acquire(1, Deadline.NOW);
    Reservation _ = told.reserve(1);
    assertThat(heard).isEmpty();
    start(
            () -> {
              told.acquire(1, Deadline.NEVER);
              return "";
            })
        .parked()
        .interrupt();
    assertThat(heard).containsExactly("waiting 1", "waited 1", "cancelled 1");
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> RateLimiterConfig.of("x", 0, SECOND))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RateLimiterConfig.of("x", 1, Duration.ZERO))
        .hasMessageContaining("period");
    assertThatThrownBy(() -> RateLimiterConfig.of("x", 2, Duration.ofNanos(1)))
        .hasMessageContaining("nanosecond");
    assertThatThrownBy(
            () -> RateLimiterConfig.of("x", 1, Duration.ofDays(3000)).withBurst(1_000_000))
        .hasMessageContaining("36 years");
    assertThatThrownBy(() -> limiter(1, SECOND, 1).tryAcquire(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
