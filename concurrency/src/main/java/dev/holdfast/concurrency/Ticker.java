package dev.holdfast.concurrency;

/**
 * A source of monotonic time, so that a test can hold the clock in its hand.
 *
 * <p>Only differences between two readings of the same ticker mean anything; readings may be
 * negative and may wrap. Implementations must be safe for use by many threads.
 */
@FunctionalInterface
public interface Ticker {
  /** Returns the nanoseconds since some fixed but arbitrary origin. */
  long nanoTime();

  /** Returns the ticker of this machine: {@link System#nanoTime()}. */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }
}
