package dev.holdfast.bench.concurrency;

import com.google.common.util.concurrent.GuavaOnAClock;
import dev.failsafe.internal.FailsafeOnAClock;
import dev.holdfast.bench.MadePart;
import dev.holdfast.concurrency.RateLimiter;
import dev.holdfast.concurrency.RateLimiterConfig;
import dev.holdfast.concurrency.RateLimiterListener;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds the largest number of permits that a limiter grants within any one period, wherever the
 * period begins. The callers ask until they are refused: all the time, after idle times, and at
 * random; all on a clock of ours, so that no busy machine makes them late.
 *
 * <p>With the path of a file, it writes its table there between the two markers.
 */
public final class LimiterAccuracy {
  static final int PERMITS = 100;
  static final long PERIOD_NANOS = 1_000_000_000;

  private static final Duration PERIOD = Duration.ofNanos(PERIOD_NANOS);

  private LimiterAccuracy() {}

  /**
   * A limiter's row.
   *
   * @param limiter whose, and of which kind
   * @param burst what it is told, or what it has
   * @param most the most permits in any one period
   */
  record Row(String limiter, String burst, int most) {}

  /** A limiter on the given clock. */
  @FunctionalInterface
  interface Subject {
    LimiterPeer on(AtomicLong clock);
  }

  /** Writes the table to the file that is named, or prints it. */
  public static void main(String[] args) throws IOException {
    String table = table(rows(200, 1));
    System.out.print(table);
    if (args.length > 0) {
      MadePart.write(Path.of(args[0]), "bench/run accuracy", table);
    }
  }

  /** Asks each, with this many callers. */
  static List<Row> rows(int callers, long seed) {
    List<Row> rows = new ArrayList<>();
    rows.add(row("Holdfast", "10", clock -> holdfast(clock, 10), callers, seed));
    rows.add(row("Holdfast", "100", clock -> holdfast(clock, 100), callers, seed));
    rows.add(row("Bucket4j, greedy", "10", clock -> bucket4j(clock, 10), callers, seed));
    rows.add(row("Bucket4j, greedy", "100", clock -> bucket4j(clock, 100), callers, seed));
    rows.add(row("Guava, bursty", "one second's", LimiterAccuracy::guava, callers, seed));
    rows.add(row("Resilience4j", "none", LimiterAccuracy::resilience4j, callers, seed));
    rows.add(row("Failsafe, bursty", "none", LimiterAccuracy::failsafeBursty, callers, seed));
    rows.add(row("Failsafe, smooth", "none", LimiterAccuracy::failsafeSmooth, callers, seed));
    return rows;
  }

  private static Row row(String limiter, String burst, Subject subject, int callers, long seed) {
    int most = 0;
    Random random = new Random(seed);
    for (int i = 0; i < callers; i++) {
      most = Math.max(most, mostOf(subject, random, i % 3));
    }
    return new Row(limiter, burst, most);
  }

  /** One caller's four periods. */
  private static int mostOf(Subject subject, Random random, int kind) {
    AtomicLong clock = new AtomicLong(1);
    LimiterPeer limiter = subject.on(clock);
    SlidingCount count = new SlidingCount(PERIOD_NANOS);
    long stepNanos = 100_000L + random.nextInt(2_000_000);
    if (kind == 1) {
      clock.addAndGet((1 + random.nextInt(3)) * PERIOD_NANOS - stepNanos);
    }
    long end = clock.get() + 4 * PERIOD_NANOS;
    while (clock.get() < end) {
      while (limiter.tryAcquire()) {
        count.granted(clock.get());
      }
      long idle = kind == 2 && random.nextInt(50) == 0 ? random.nextLong(PERIOD_NANOS) : 0;
      clock.addAndGet(stepNanos + idle);
    }
    return count.most();
  }

  private static LimiterPeer holdfast(AtomicLong clock, int burst) {
    var config = RateLimiterConfig.of("accuracy", PERMITS, PERIOD).withBurst(burst);
    return RateLimiter.create(config, RateLimiterListener.NOOP, clock::get)::tryAcquire;
  }

  private static LimiterPeer bucket4j(AtomicLong clock, int burst) {
    Bucket bucket =
        Bucket.builder()
            .addLimit(limit -> limit.capacity(burst).refillGreedy(PERMITS, PERIOD))
            .withCustomTimePrecision(new Meter(clock))
            .build();
    return () -> bucket.tryConsume(1);
  }

  private record Meter(AtomicLong clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return clock.get();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  private static LimiterPeer resilience4j(AtomicLong clock) {
    var config =
        io.github.resilience4j.ratelimiter.RateLimiterConfig.custom()
            .limitForPeriod(PERMITS)
            .limitRefreshPeriod(PERIOD)
            .timeoutDuration(Duration.ZERO)
            .build();
    return io.github.resilience4j.ratelimiter.RateLimiter.of("accuracy", config, clock::get)
        ::acquirePermission;
  }

  private static LimiterPeer guava(AtomicLong clock) {
    return GuavaOnAClock.bursty(PERMITS, clock::get)::tryAcquire;
  }

  private static LimiterPeer failsafeBursty(AtomicLong clock) {
    return FailsafeOnAClock.bursty(PERMITS, PERIOD, clock::get)::tryAcquirePermit;
  }

  private static LimiterPeer failsafeSmooth(AtomicLong clock) {
    return FailsafeOnAClock.smooth(PERMITS, PERIOD, clock::get)::tryAcquirePermit;
  }

  static String table(List<Row> rows) {
    StringBuilder table = new StringBuilder();
    table.append("| limiter, 100 a second | burst | most in any second |\n");
    table.append("|---|---|---|\n");
    for (Row row : rows) {
      table.append("| %s | %s | %d |\n".formatted(row.limiter, row.burst, row.most));
    }
    return table.toString();
  }
}
