package dev.holdfast.observability.export;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of one kind of telemetry, and how much of it may wait. Thread safe.
 *
 * <p>The SDK's own queue would drop silently when it is full. So nothing enters it that would not
 * fit: what waits is counted here, from the admission to the end of its export, and what does not
 * fit is dropped and counted before.
 */
final class Signal {
  /** The kinds. */
  enum Kind {
    TRACES,
    METRICS,
    LOGS;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final LongAdder exported = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final AtomicLong waiting = new AtomicLong();
  private volatile int waitingMax = Integer.MAX_VALUE;

  void limit(int newWaitingMax) {
    waitingMax = newWaitingMax;
  }

  /** Whether one more may wait; counted as dropped if not. */
  boolean admit() {
    if (waiting.get() >= waitingMax) {
      dropped.increment();
      return false;
    }
    waiting.incrementAndGet();
    return true;
  }

  /** So many admitted ones have met their end. */
  void settled(int count, boolean success) {
    if (waiting.addAndGet(-count) >= 0) {
      ended(count, success);
    }
  }

  /**
   * Nothing that still waits will be sent; how much that was. What settles later is not counted.
   */
  long giveUp() {
    long left = waiting.getAndSet(Long.MIN_VALUE / 2);
    if (left > 0) {
      failed.add(left);
    }
    return Math.max(0, left);
  }

  /** So many that need no admission have met their end. */
  void ended(int count, boolean success) {
    (success ? exported : failed).add(count);
  }

  long exported() {
    return exported.sum();
  }

  long failed() {
    return failed.sum();
  }

  long dropped() {
    return dropped.sum();
  }
}
