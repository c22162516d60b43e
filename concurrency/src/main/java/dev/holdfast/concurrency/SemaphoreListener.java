package dev.holdfast.concurrency;

/**
 * Hears what happens at a {@link Semaphore}, on the thread on which it happens and without any
 * lock: be quick. What a listener throws goes to that thread's uncaught-exception handler and
 * changes nothing.
 */
public interface SemaphoreListener {
  /** Hears nothing. */
  SemaphoreListener NOOP = new SemaphoreListener() {};

  /**
   * The caller is about to wait; {@link #acquired} or {@link #refused} follows on the same thread,
   * unless it is interrupted or did not wait itself (an asynchronous request).
   */
  default void waiting(int weight) {}

  /**
   * Permits were granted.
   *
   * @param waitNanos how long the caller waited; 0 if not at all
   */
  default void acquired(int weight, long waitNanos) {}

  /** Permits were not granted. Not called for {@code tryAcquire} without a deadline. */
  default void refused(Refusal refusal) {}

  /** A wait ended with an interrupt, or an asynchronous request was cancelled. */
  default void abandoned(int weight) {}

  /** Permits were given back. */
  default void released(int weight) {}
}
