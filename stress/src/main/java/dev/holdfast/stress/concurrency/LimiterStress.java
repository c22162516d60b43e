package dev.holdfast.stress.concurrency;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.holdfast.concurrency.KeyedRateLimiter;
import dev.holdfast.concurrency.RateLimiter;
import dev.holdfast.concurrency.RateLimiterConfig;
import dev.holdfast.concurrency.RateLimiterListener;
import dev.holdfast.concurrency.Reservation;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two threads at one limiter, whose clock stands still: one permit an hour. */
public final class LimiterStress {
  private static final Duration HOUR = Duration.ofHours(1);

  private LimiterStress() {}

  private static RateLimiterConfig anHour(int burst) {
    return RateLimiterConfig.of("stress", 1, HOUR).withBurst(burst);
  }

  private static RateLimiter limiter(int burst) {
    return RateLimiter.create(anHour(burst), RateLimiterListener.NOOP, () -> 0);
  }

  /** One permit is granted to one of two. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "one was first")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the other was first")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class OnePermitForTwo {
    private final RateLimiter limiter = limiter(1);

    @Actor
    public void one(ZZ_Result r) {
      r.r1 = limiter.tryAcquire();
    }

    @Actor
    public void other(ZZ_Result r) {
      r.r2 = limiter.tryAcquire();
    }
  }

  /** A reservation is cancelled while another is made: the two that stay have two places. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "it took the place that was given back")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "it came before, and the next takes the place")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class APlaceIsGivenBackOnce {
    private final RateLimiter limiter = limiter(1);
    private final Reservation cancelled;

    public APlaceIsGivenBackOnce() {
      limiter.tryAcquire();
      cancelled = limiter.reserve(1);
    }

    @Actor
    public void cancels() {
      cancelled.cancel();
    }

    @Actor
    public void reserves(II_Result r) {
      r.r1 = (int) limiter.reserve(1).delay().toHours();
    }

    @Arbiter
    public void next(II_Result r) {
      r.r2 = (int) limiter.reserve(1).delay().toHours();
    }
  }

  /** The rate changes while a permit is taken: two saved permits stay two. */
  @JCStressTest
  @Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "two, whenever the rate changed")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AChangeOfRateNeitherLosesNorDoubles {
    private final RateLimiter limiter = limiter(2);

    @Actor
    public void changes() {
      limiter.changeRate(2, HOUR.multipliedBy(2), 2);
    }

    @Actor
    public void takes(ZZZ_Result r) {
      r.r1 = limiter.tryAcquire();
    }

    @Arbiter
    public void rest(ZZZ_Result r) {
      r.r2 = limiter.tryAcquire();
      r.r3 = limiter.tryAcquire();
    }
  }

  /** A key that nobody has asked for is asked for by two at once: it has one limit. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "one was first")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the other was first")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class ANewKeyHasOneLimit {
    private final KeyedRateLimiter<String> limiter = KeyedRateLimiter.create(anHour(1), 2, () -> 0);

    @Actor
    public void one(ZZ_Result r) {
      r.r1 = limiter.tryAcquire("key", 1);
    }

    @Actor
    public void other(ZZ_Result r) {
      r.r2 = limiter.tryAcquire("key", 1);
    }
  }
}
