package dev.holdfast.bench.defects;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A fixed window grants its limit at its end, and again at the beginning of the next. */
public final class Resilience4jDoubleBurst {
  private Resilience4jDoubleBurst() {}

  /** Shows it. */
  public static void main(String[] args) throws Exception {
    System.out.println(find());
  }

  static Finding find() {
    AtomicLong clock = new AtomicLong();
    RateLimiterConfig config =
        RateLimiterConfig.custom()
            .limitForPeriod(10)
            .limitRefreshPeriod(Duration.ofSeconds(1))
            .timeoutDuration(Duration.ZERO)
            .build();
    RateLimiter limiter = RateLimiter.of("peer", config, clock::get);
    clock.set(999_000_000);
    int granted = takeAll(limiter);
    clock.set(1_001_000_000);
    granted += takeAll(limiter);
    return new Finding(
        "Resilience4j lets twice its limit through at the boundary of two windows",
        "limit 10 a second; granted within 2 ms: " + granted,
        granted == 20);
  }

  private static int takeAll(RateLimiter limiter) {
    int granted = 0;
    while (limiter.acquirePermission()) {
      granted++;
    }
    return granted;
  }
}
