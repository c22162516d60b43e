package dev.holdfast.core;

/**
 * How fast jobs may be handed out: so many in each period, of which so many at one moment after a
 * rest. No window of one period ever sees more than {@code permits + burst} of them. Immutable.
 *
 * <p>The algorithm is GCRA (ITU-T I.371), in whole nanoseconds that are rounded against the caller.
 *
 * @param permits how many in a period, at least 1; 0 is no limit at all
 * @param periodMillis the period, 1 ms to 366 days
 * @param burst how many at one moment, 1 to {@code permits}
 */
public record Rate(int permits, long periodMillis, int burst) {

  /** No limit. */
  public static final Rate UNLIMITED = new Rate(0, 1, 0);

  private static final long PERIOD_MILLIS_MAX = 366L * 24 * 60 * 60 * 1000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Rate {
    if (permits < 0) {
      throw new IllegalArgumentException("a rate's permits must be 0 or more, not " + permits);
    }
    if (periodMillis < 1 || periodMillis > PERIOD_MILLIS_MAX) {
      throw new IllegalArgumentException(
          "a rate's period must be 1 ms to 366 days, not " + periodMillis + " ms");
    }
    if (burst < Math.min(1, permits) || burst > permits) {
      throw new IllegalArgumentException(
          "a rate's burst must be 1 to its %d permits, not %d".formatted(permits, burst));
    }
  }

  /** So many in each period, with a burst of the same size. */
  public static Rate of(int permits, long periodMillis) {
    return new Rate(permits, periodMillis, permits);
  }

  /** Whether it limits nothing. */
  public boolean isUnlimited() {
    return permits == 0;
  }

  /** The theoretical arrival time after one more, in nanoseconds since the epoch. */
  long next(long arrivalNanos, long nowMillis) {
    long from = Math.max(arrivalNanos, nanos(nowMillis));
    return from > Long.MAX_VALUE - intervalNanos() ? Long.MAX_VALUE : from + intervalNanos();
  }

  /** What is left of an arrival time under this rate, which a queue was given just now. */
  long carriedOver(long arrivalNanos, long nowMillis) {
    if (isUnlimited()) {
      return 0;
    }
    long ahead = burst * intervalNanos();
    long now = nanos(nowMillis);
    return now > Long.MAX_VALUE - ahead ? arrivalNanos : Math.min(arrivalNanos, now + ahead);
  }

  /** From which moment on one more conforms, in milliseconds since the epoch. */
  long opensAtMillis(long arrivalNanos) {
    long nanos = arrivalNanos - (burst - 1) * intervalNanos();
    return Math.max(0, Math.ceilDiv(nanos, NANOS_PER_MILLI));
  }

  /** The same moment in nanoseconds, of which there are enough until the year 2262. */
  static long nanos(long millis) {
    return millis > Long.MAX_VALUE / NANOS_PER_MILLI ? Long.MAX_VALUE : millis * NANOS_PER_MILLI;
  }

  private long intervalNanos() {
    return Math.ceilDiv(periodMillis * NANOS_PER_MILLI, (long) permits);
  }
}
