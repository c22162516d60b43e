package dev.holdfast.concurrency;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in buckets that are an eighth of their octave wide, so that a quantile is at
 * most 12.5 % too large, from a nanosecond to 292 years, in 4 KiB. For use by many threads;
 * recording is one atomic addition and allocates nothing. What is read while others record may be a
 * few records behind.
 */
public final class LatencyHistogram {
  private static final int SUB_BITS = 3;
  private static final int SUB = 1 << SUB_BITS;

  private final AtomicLongArray counts = new AtomicLongArray((64 - SUB_BITS) * SUB);

  /** Begins empty. */
  public LatencyHistogram() {}

  /** Records one; less than 0 counts as 0. */
  public void record(long nanos) {
    counts.getAndIncrement(bucketOf(Math.max(0, nanos)));
  }

  /** Returns how many were recorded. */
  public long count() {
    long total = 0;
    for (int i = 0; i < counts.length(); i++) {
      total += counts.get(i);
    }
    return total;
  }

  /**
   * Returns the time that this share of the records did not exceed; zero if there are none.
   *
   * @param share from 0 to 1
   */
  public Duration quantile(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be from 0 to 1: " + share);
    }
    long rank = Math.max(1, (long) Math.ceil(share * count()));
    long seen = 0;
    for (int i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (seen >= rank) {
        return Duration.ofNanos(largestIn(i));
      }
    }
    return Duration.ZERO;
  }

  private static int bucketOf(long nanos) {
    if (nanos < SUB) {
      return (int) nanos;
    }
    int shift = 63 - Long.numberOfLeadingZeros(nanos) - SUB_BITS;
    return (shift + 1) * SUB + (int) (nanos >>> shift) - SUB;
  }

  private static long largestIn(int bucket) {
    if (bucket < SUB) {
      return bucket;
    }
    int shift = bucket / SUB - 1;
    return (((long) (bucket % SUB) + SUB + 1) << shift) - 1;
  }
}
