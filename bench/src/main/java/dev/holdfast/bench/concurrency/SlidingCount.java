package dev.holdfast.bench.concurrency;

import java.util.ArrayDeque;
import java.util.Queue;

/** The largest number of grants in any period, its end not included. */
final class SlidingCount {
  private final long periodNanos;
  private final Queue<Long> grants = new ArrayDeque<>();
  private int most;

  SlidingCount(long periodNanos) {
    this.periodNanos = periodNanos;
  }

  /** Adds a grant, not earlier than any before. */
  void granted(long atNanos) {
    grants.add(atNanos);
    while (!grants.isEmpty() && atNanos - grants.element() >= periodNanos) {
      grants.remove();
    }
    most = Math.max(most, grants.size());
  }

  int most() {
    return most;
  }
}
