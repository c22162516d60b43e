package dev.holdfast.bench.defects;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/** Who gives up waiting has used up permits all the same. */
public final class Resilience4jNoRefund {
  private Resilience4jNoRefund() {}

  /** Shows it. */
  public static void main(String[] args) throws Exception {
    System.out.println(find());
  }

  private static final int GIVE_UP = 5;

  static Finding find() throws InterruptedException {
    RateLimiterConfig config =
        RateLimiterConfig.custom()
            .limitForPeriod(1)
            .limitRefreshPeriod(Duration.ofHours(1))
            .timeoutDuration(Duration.ofHours(24))
            .build();
    RateLimiter limiter = RateLimiter.of("peer", config, () -> 0L);
    limiter.acquirePermission();
    for (int i = 0; i < GIVE_UP; i++) {
      Thread waiter = Parked.start(limiter::acquirePermission);
      waiter.interrupt();
      waiter.join();
    }
    long hours = Duration.ofNanos(limiter.reservePermission()).toHours();
    return new Finding(
        "Resilience4j does not give back what a cancelled wait had reserved",
        "1 an hour, %d waits cancelled; the next caller waits %d hours, not 1"
            .formatted(GIVE_UP, hours),
        hours > GIVE_UP);
  }
}
