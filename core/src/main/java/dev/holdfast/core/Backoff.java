package dev.holdfast.core;

import dev.holdfast.core.internal.Fingerprint;

/**
 * How long a failed job waits for its next attempt: exponentially longer with each failure, and
 * spread by chance, so that jobs that failed together do not come back together. Immutable.
 *
 * <p>The chance comes from outside, as a number with the command; the outcome goes into the log.
 *
 * @param baseMillis the wait after the first failure; 0 is no wait at all
 * @param factor by how much each further failure multiplies it, 1 to 100
 * @param maxMillis the longest wait
 * @param jitter which part of the wait is left to chance, 0 to 1: the wait is between {@code (1 -
 *     jitter)} of it and all of it
 */
public record Backoff(long baseMillis, double factor, long maxMillis, double jitter) {

  /** No wait. */
  public static final Backoff NONE = new Backoff(0, 1, 0, 0);

  private static final double FACTOR_MAX = 100;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Backoff {
    if (baseMillis < 0 || maxMillis < baseMillis) {
      throw new IllegalArgumentException(
          "a backoff goes from 0 or more to no less, not from %d to %d ms"
              .formatted(baseMillis, maxMillis));
    }
    if (!(factor >= 1 && factor <= FACTOR_MAX)) {
      throw new IllegalArgumentException("a backoff's factor must be 1 to 100, not " + factor);
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("a backoff's jitter must be 0 to 1, not " + jitter);
    }
  }

  /** Doubling from this wait up to that, a tenth of it left to chance. */
  public static Backoff exponential(long baseMillis, long maxMillis) {
    return new Backoff(baseMillis, 2, maxMillis, 0.1);
  }

  /** Always the same wait. */
  public static Backoff fixed(long millis) {
    return new Backoff(millis, 1, millis, 0);
  }

  /**
   * The wait after this failure.
   *
   * @param failures how many there are now, from 1
   * @param entropy any number, drawn by chance
   * @return milliseconds, 0 to {@code maxMillis}
   */
  public long delayMillis(int failures, long entropy) {
    double full =
        Math.min((double) maxMillis, (double) baseMillis * StrictMath.pow(factor, failures - 1.0));
    double chance = (Fingerprint.mix(1, entropy) >>> 11) * 0x1p-53;
    return (long) (full * (1 - jitter * chance));
  }
}
