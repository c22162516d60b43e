package dev.holdfast.bench.defects;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/** A wait that cannot succeed in time is slept through, and then refused. */
public final class Resilience4jHopelessSleep {
  private Resilience4jHopelessSleep() {}

  /** Shows it. */
  public static void main(String[] args) throws Exception {
    System.out.println(find());
  }

  static Finding find() {
    RateLimiterConfig config =
        RateLimiterConfig.custom()
            .limitForPeriod(1)
            .limitRefreshPeriod(Duration.ofHours(1))
            .timeoutDuration(Duration.ofMillis(300))
            .build();
    RateLimiter limiter = RateLimiter.of("peer", config);
    limiter.acquirePermission();
    long begin = System.nanoTime();
    boolean granted = limiter.acquirePermission();
    long millis = (System.nanoTime() - begin) / 1_000_000;
    return new Finding(
        "Resilience4j sleeps its whole timeout although the refusal is certain",
        "next permit in an hour, timeout 300 ms: refused after " + millis + " ms",
        !granted && millis >= 250);
  }
}
