package dev.holdfast.concurrency;

/**
 * Hears what happens at a {@link RateLimiter}, on the thread on which it happens: be quick. What a
 * listener throws goes to that thread's uncaught-exception handler and changes nothing.
 */
public interface RateLimiterListener {
  /** Hears nothing. */
  RateLimiterListener NOOP = new RateLimiterListener() {};

  /**
   * Permits were granted, or are promised.
   *
   * @param weight how many
   * @param waitNanos how long the caller has to wait for them; 0 if not at all
   */
  default void granted(long weight, long waitNanos) {}

  /**
   * The caller is about to wait for permits that are promised to it; {@link #waited} follows on the
   * same thread. Not called for one who reserves and waits in its own way.
   */
  default void waiting(long weight) {}

  /** A caller waits no longer: the permits are due, or it was interrupted or cancelled. */
  default void waited(long weight) {}

  /** Permits were not granted. Not called for {@code tryAcquire} without a deadline. */
  default void refused(Refusal refusal) {}

  /** Permits that were promised were given back before they were due. */
  default void cancelled(long weight) {}
}
