package dev.holdfast.concurrency;

import java.util.Objects;

/**
 * How an {@link AdaptiveLimit} is made.
 *
 * @param name names it in refusals
 * @param initial the limit to begin with
 * @param min the limit never falls below this; at least 1
 * @param max the limit never rises above this
 * @param windowCalls after how many successful calls the limit is looked at again, at least 1
 */
public record AdaptiveLimitConfig(String name, int initial, int min, int max, int windowCalls) {
  /** Checks the ranges. */
  public AdaptiveLimitConfig {
    Objects.requireNonNull(name, "name");
    Semaphore.requireAtLeast(1, min, "min");
    Semaphore.requireAtLeast(min, initial, "initial");
    Semaphore.requireAtLeast(initial, max, "max");
    Semaphore.requireAtLeast(1, windowCalls, "windowCalls");
  }

  /** Returns the defaults: from 20, between 1 and 1000, looked at every 20 calls. */
  public static AdaptiveLimitConfig named(String name) {
    return new AdaptiveLimitConfig(name, 20, 1, 1_000, 20);
  }

  /** Sets the bounds, and the limit to begin with. */
  public AdaptiveLimitConfig withLimits(int newMin, int newInitial, int newMax) {
    return new AdaptiveLimitConfig(name, newInitial, newMin, newMax, windowCalls);
  }

  /** Sets after how many calls the limit is looked at again. */
  public AdaptiveLimitConfig withWindowCalls(int calls) {
    return new AdaptiveLimitConfig(name, initial, min, max, calls);
  }
}
