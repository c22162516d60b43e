package dev.holdfast.core;

/**
 * What may hold jobs up that wait for nothing else: a bound on how many are in flight at once, and
 * a rate. A queue is one, and each key of a queue.
 */
abstract sealed class Gate permits QueueState, KeyState {
  /** Its place among the gates of the machine. */
  final int number;

  /** How many of its jobs are PENDING. */
  int pending;

  /** How many of its jobs are IN_FLIGHT. */
  int inFlight;

  /** How many of its jobs are remembered. */
  int members;

  /** The theoretical arrival time of its rate, in nanoseconds since the epoch. */
  long arrivalNanos;

  Gate(int number) {
    this.number = number;
  }

  abstract Rate rate();

  /** The most jobs in flight; 0 is no limit. */
  abstract int concurrencyMax();

  /** From which moment on the rate lets one more through; 0 without a rate. */
  long opensAtMillis() {
    return rate().isUnlimited() ? 0 : rate().opensAtMillis(arrivalNanos);
  }

  boolean isOpen(long clockMillis) {
    return (concurrencyMax() == 0 || inFlight < concurrencyMax()) && opensAtMillis() <= clockMillis;
  }

  /** One more was let through. */
  void pass(long atMillis) {
    if (!rate().isUnlimited()) {
      arrivalNanos = rate().next(arrivalNanos, atMillis);
    }
  }

  /** Whether the rate remembers something. */
  boolean hasArrival(long clockMillis) {
    return arrivalNanos > Rate.nanos(clockMillis);
  }
}
