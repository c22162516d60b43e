package dev.holdfast.concurrency;

import java.util.Objects;

/**
 * How a {@link Semaphore} is made.
 *
 * @param name names it in refusals and reports
 * @param capacity how many permits there are, at least 1
 * @param waitersMax how many callers may wait; those beyond are refused at once
 * @param bypassMax how many times a waiter may be overtaken by others whose permits are free while
 *     its own are not; 0 for strict first come, first served
 * @param trackHolders whether to remember who holds each {@link Permit}, and where it was acquired:
 *     a stack trace an acquisition, for finding leaks
 */
public record SemaphoreConfig(
    String name, int capacity, int waitersMax, int bypassMax, boolean trackHolders) {
  /** Checks the ranges. */
  public SemaphoreConfig {
    Objects.requireNonNull(name, "name");
    Semaphore.requireAtLeast(1, capacity, "capacity");
    Semaphore.requireAtLeast(0, waitersMax, "waitersMax");
    Semaphore.requireAtLeast(0, bypassMax, "bypassMax");
  }

  /** Returns the defaults: strict order, any number of waiters, holders not tracked. */
  public static SemaphoreConfig of(String name, int capacity) {
    return new SemaphoreConfig(name, capacity, Integer.MAX_VALUE, 0, false);
  }

  /** Sets how many callers may wait. */
  public SemaphoreConfig withWaitersMax(int max) {
    return new SemaphoreConfig(name, capacity, max, bypassMax, trackHolders);
  }

  /** Sets how many times a waiter may be overtaken. */
  public SemaphoreConfig withBypassMax(int max) {
    return new SemaphoreConfig(name, capacity, waitersMax, max, trackHolders);
  }

  /** Sets whether holders are remembered. */
  public SemaphoreConfig withTrackHolders(boolean track) {
    return new SemaphoreConfig(name, capacity, waitersMax, bypassMax, track);
  }
}
