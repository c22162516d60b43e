package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The bound, and the refund rule, against random callers; by a sliding window that is plain. */
class RateLimiterProperties {
  private record Grant(long atNanos, long weight) {}

  private record Open(Reservation reservation, long dueNanos) {}

  /** A limiter and one caller who does everything that is allowed, on a clock of their own. */
  private static final class Caller {
    final ManualTicker ticker;
    final RateLimiter limiter;
    final Random random;
    final long burst;
    final List<Grant> grants = new ArrayList<>();
    final List<Open> open = new ArrayList<>();
    final long origin;

    Caller(long permits, long periodNanos, long burst, long seed) {
      this.random = new Random(seed);
      this.ticker = new ManualTicker(random.nextLong());
      this.origin = ticker.nanoTime();
      this.burst = burst;
      this.limiter =
          RateLimiter.create(
              new RateLimiterConfig("p", permits, Duration.ofNanos(periodNanos), burst),
              RateLimiterListener.NOOP,
              ticker);
    }

    void act(long stepNanos) {
      long weight = 1 + random.nextLong(burst);
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          if (limiter.tryAcquire(weight)) {
            grants.add(new Grant(now(), weight));
          }
        }
        case 2, 3 -> {
          Reservation made = limiter.reserve(weight);
          open.add(new Open(made, now() + made.delayNanos()));
        }
        case 4, 5 -> cancelOne();
        default -> ticker.advanceNanos(random.nextLong(stepNanos));
      }
    }

    private void cancelOne() {
      if (!open.isEmpty()) {
        Open chosen = open.get(random.nextInt(open.size()));
        if (chosen.reservation.cancel()) {
          open.remove(chosen);
        }
      }
    }

    /** Whatever is still open will be used the moment it is due. */
    void useWhatIsLeft() {
      open.forEach(o -> grants.add(new Grant(o.dueNanos, o.reservation.weight())));
      grants.sort(java.util.Comparator.comparingLong(Grant::atNanos));
    }

    private long now() {
      return ticker.nanoTime() - origin;
    }

    /** The most permits in any window of this length, its end not included. */
    long mostInAnyWindow(long windowNanos) {
      long most = 0;
      long inside = 0;
      int first = 0;
      for (Grant grant : grants) {
        inside += grant.weight;
        while (grants.get(first).atNanos <= grant.atNanos - windowNanos) {
          inside -= grants.get(first++).weight;
        }
        most = Math.max(most, inside);
      }
      return most;
    }
  }

  @Property(tries = 400)
  void noWindowEverGrantsAsMuchAsAPeriodAndABurst(
      @ForAll @IntRange(min = 1, max = 200) int permits,
      @ForAll @LongRange(min = 1_000, max = 10_000_000) long periodNanos,
      @ForAll @IntRange(min = 1, max = 40) int burst,
      @ForAll long seed) {
    Caller caller = new Caller(permits, periodNanos, burst, seed);
    for (int i = 0; i < 300; i++) {
      caller.act(Math.max(2, 2 * periodNanos / permits));
    }
    caller.useWhatIsLeft();
    assertThat(caller.mostInAnyWindow(periodNanos)).isLessThan(permits + burst);
  }

  @Property(tries = 200)
  void aCancelledReservationNeverDelaysAnybody(
      @ForAll @IntRange(min = 1, max = 5) int burst, @ForAll long seed) {
    Random random = new Random(seed);
    ManualTicker ticker = new ManualTicker();
    RateLimiterConfig config = new RateLimiterConfig("p", 1, Duration.ofNanos(1_000), burst);
    RateLimiter with = RateLimiter.create(config, RateLimiterListener.NOOP, ticker);
    RateLimiter without = RateLimiter.create(config, RateLimiterListener.NOOP, ticker);
    for (int i = 0; i < 30; i++) {
      long weight = 1 + random.nextLong(burst);
      Reservation kept = with.reserve(weight);
      assertThat(without.reserve(weight).delayNanos()).isEqualTo(kept.delayNanos());
      long given = 1 + random.nextLong(burst);
      if (with.delayOf(given).orElseThrow().isPositive()) {
        assertThat(with.reserve(given).cancel()).isTrue();
      }
      ticker.advanceNanos(random.nextLong(500));
    }
  }

  @Property(tries = 200)
  void anIdleLimiterIsAsGoodAsNew(
      @ForAll @IntRange(min = 1, max = 1000) int permits,
      @ForAll @LongRange(min = 1_000, max = 1_000_000_000_000L) long periodNanos,
      @ForAll @IntRange(min = 1, max = 1000) int burst,
      @ForAll long seed) {
    Caller caller = new Caller(permits, periodNanos, burst, seed);
    for (int i = 0; i < 50; i++) {
      caller.act(Math.max(2, periodNanos / permits));
    }
    caller.ticker.advanceNanos(200 * periodNanos / permits * burst + periodNanos);
    assertThat(caller.limiter.available()).isEqualTo(burst);
  }
}
