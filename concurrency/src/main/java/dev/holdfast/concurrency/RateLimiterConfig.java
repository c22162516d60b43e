package dev.holdfast.concurrency;

import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link RateLimiter} is made.
 *
 * @param name names it in refusals and reports
 * @param permits how many permits a period brings, at least 1 and at most one a nanosecond
 * @param period more than 0, at most ten years
 * @param burst how many permits an idle limiter saves up, and the most that can be asked for at
 *     once; at least 1
 */
public record RateLimiterConfig(String name, long permits, Duration period, long burst) {
  /** Checks the ranges. */
  public RateLimiterConfig {
    Objects.requireNonNull(name, "name");
    var _ = new Rate(permits, period, burst);
  }

  /** Returns so many permits a period, evenly spaced: a burst of 1. */
  public static RateLimiterConfig of(String name, long permits, Duration period) {
    return new RateLimiterConfig(name, permits, period, 1);
  }

  /** Sets the burst. */
  public RateLimiterConfig withBurst(long permitsMax) {
    return new RateLimiterConfig(name, permits, period, permitsMax);
  }
}
