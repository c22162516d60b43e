package com.google.common.util.concurrent;

import java.util.function.LongSupplier;

/** Guava's limiter on a clock of ours; its own seam for that is not public, hence the package. */
public final class GuavaOnAClock {
  private GuavaOnAClock() {}

  /** Returns a limiter that saves up the permits of one second. */
  public static RateLimiter bursty(double perSecond, LongSupplier nanos) {
    return RateLimiter.create(perSecond, new Clock(nanos));
  }

  private static final class Clock extends RateLimiter.SleepingStopwatch {
    private final LongSupplier nanos;

    Clock(LongSupplier nanos) {
      this.nanos = nanos;
    }

    @Override
    protected long readMicros() {
      return nanos.getAsLong() / 1_000;
    }

    @Override
    protected void sleepMicrosUninterruptibly(long micros) {
      if (micros > 0) {
        throw new IllegalStateException("asked to wait, on a clock that others move: " + micros);
      }
    }
  }
}
