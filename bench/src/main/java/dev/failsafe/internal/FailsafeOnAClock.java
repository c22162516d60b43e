package dev.failsafe.internal;

import dev.failsafe.RateLimiter;
import dev.failsafe.RateLimiterBuilder;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Failsafe's limiters on a clock of ours; its own seam for that is not public, hence the package.
 */
public final class FailsafeOnAClock {
  private FailsafeOnAClock() {}

  /** Returns a limiter that grants one permit at the beginning of each part of the period. */
  public static RateLimiter<Object> smooth(long permits, Duration period, LongSupplier nanos) {
    return on(RateLimiter.smoothBuilder(permits, period), nanos);
  }

  /** Returns a limiter that grants all permits of a period at any time within it. */
  public static RateLimiter<Object> bursty(long permits, Duration period, LongSupplier nanos) {
    return on(RateLimiter.burstyBuilder(permits, period), nanos);
  }

  private static RateLimiter<Object> on(RateLimiterBuilder<Object> builder, LongSupplier nanos) {
    return new RateLimiterImpl<>(builder.build().getConfig(), new Clock(nanos));
  }

  private static final class Clock extends RateLimiterStats.Stopwatch {
    private final LongSupplier nanos;
    private final long originNanos;

    Clock(LongSupplier nanos) {
      this.nanos = nanos;
      this.originNanos = nanos.getAsLong();
    }

    @Override
    long elapsedNanos() {
      return nanos.getAsLong() - originNanos;
    }
  }
}
