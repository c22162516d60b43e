package dev.holdfast.bench.concurrency;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The largest number of grants in any period. A grant happened some time between two readings of
 * the clock, and counts only where both are within the period: never too many are counted.
 */
final class SlidingCount {
  private final long periodNanos;
  private final Queue<Long> begins = new ArrayDeque<>();
  private int most;

  SlidingCount(long periodNanos) {
    this.periodNanos = periodNanos;
  }

  /** Adds a grant, later than all before. */
  void granted(long beforeNanos, long afterNanos) {
    begins.add(beforeNanos);
    while (!begins.isEmpty() && afterNanos - begins.element() >= periodNanos) {
      begins.remove();
    }
    most = Math.max(most, begins.size());
  }

  int most() {
    return most;
  }
}
