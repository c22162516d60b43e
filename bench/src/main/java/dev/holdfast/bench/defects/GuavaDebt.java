package dev.holdfast.bench.defects;

import com.google.common.util.concurrent.RateLimiter;
import java.time.Duration;

/** Any weight is granted at once, and whoever comes next pays for it. */
public final class GuavaDebt {
  private GuavaDebt() {}

  /** Shows it. */
  public static void main(String[] args) throws Exception {
    System.out.println(find());
  }

  static Finding find() {
    RateLimiter limiter = RateLimiter.create(5);
    boolean granted = limiter.tryAcquire(5_000);
    boolean next = limiter.tryAcquire(Duration.ofMinutes(10));
    return new Finding(
        "Guava grants a thousand times its rate at once, and starves all who follow",
        "5 a second; 5,000 at once: %s; then one permit within 10 minutes: %s"
            .formatted(granted, next),
        granted && !next);
  }
}
