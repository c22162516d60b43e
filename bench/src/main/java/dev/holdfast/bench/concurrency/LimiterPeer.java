package dev.holdfast.bench.concurrency;

import dev.holdfast.concurrency.RateLimiter;
import dev.holdfast.concurrency.RateLimiterConfig;
import dev.holdfast.concurrency.RateLimiterListener;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/** A rate limiter, ours or another's, asked for one permit now. */
@FunctionalInterface
interface LimiterPeer {
  boolean tryAcquire();

  /**
   * Creates a peer by name. The burst is as many permits as a period brings, for everyone: Guava,
   * Resilience4j and Failsafe know no other.
   */
  static LimiterPeer create(String name, int permits, Duration period) {
    return switch (name) {
      case "holdfast" -> {
        var config = RateLimiterConfig.of("bench", permits, period).withBurst(permits);
        yield RateLimiter.create(config, RateLimiterListener.NOOP)::tryAcquire;
      }
      case "guava" -> {
        double perSecond = permits / (period.toNanos() / 1e9);
        yield com.google.common.util.concurrent.RateLimiter.create(perSecond)::tryAcquire;
      }
      case "resilience4j" -> {
        var config =
            io.github.resilience4j.ratelimiter.RateLimiterConfig.custom()
                .limitForPeriod(permits)
                .limitRefreshPeriod(period)
                .timeoutDuration(Duration.ZERO)
                .build();
        yield io.github.resilience4j.ratelimiter.RateLimiter.of("bench", config)::acquirePermission;
      }
      case "bucket4j" -> {
        Bucket bucket =
            Bucket.builder()
                .addLimit(limit -> limit.capacity(permits).refillGreedy(permits, period))
                .withNanosecondPrecision()
                .build();
        yield () -> bucket.tryConsume(1);
      }
      case "failsafe" ->
          dev.failsafe.RateLimiter.burstyBuilder(permits, period).build()::tryAcquirePermit;
      default -> throw new IllegalArgumentException("unknown limiter: " + name);
    };
  }
}
