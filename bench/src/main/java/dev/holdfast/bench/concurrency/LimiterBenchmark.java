package dev.holdfast.bench.concurrency;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to ask a limiter for one permit: always granted, always denied, and the two in
 * turns. The floor is what no exact limiter can do without: the clock, and one compare-and-set.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class LimiterBenchmark {

  /** A limiter that grants whatever is asked of it, and one that is used up for hours. */
  @State(Scope.Benchmark)
  public static class Limiters {
    @Param({"holdfast", "guava", "resilience4j", "bucket4j", "failsafe"})
    public String peer = "holdfast";

    @Param({"grant", "deny", "half"})
    public String outcome = "grant";

    LimiterPeer even = () -> false;
    LimiterPeer odd = () -> false;

    @Setup
    public void open() {
      even = outcome.equals("deny") ? denying() : granting();
      odd = outcome.equals("grant") ? even : denying();
    }

    private LimiterPeer granting() {
      return LimiterPeer.create(peer, 1_000_000_000, Duration.ofSeconds(1));
    }

    private LimiterPeer denying() {
      LimiterPeer limiter = LimiterPeer.create(peer, 1, Duration.ofHours(10));
      while (limiter.tryAcquire()) {
        // until it is used up
      }
      return limiter;
    }
  }

  /** Which of the two is next. */
  @State(Scope.Thread)
  public static class Turn {
    private boolean even;

    boolean next() {
      even = !even;
      return even;
    }
  }

  /** The floor's atomic. */
  @State(Scope.Benchmark)
  public static class Floor {
    private final AtomicLong arrival = new AtomicLong();

    boolean clockAndCompareAndSet() {
      long now = System.nanoTime();
      long seen = arrival.get();
      return arrival.compareAndSet(seen, Math.max(seen, now) + 1);
    }
  }

  @Benchmark
  @Threads(1)
  public boolean oneThread(Limiters limiters, Turn turn) {
    return ask(limiters, turn);
  }

  @Benchmark
  @Threads(2)
  public boolean twoThreads(Limiters limiters, Turn turn) {
    return ask(limiters, turn);
  }

  @Benchmark
  @Threads(4)
  public boolean fourThreads(Limiters limiters, Turn turn) {
    return ask(limiters, turn);
  }

  private static boolean ask(Limiters limiters, Turn turn) {
    return turn.next() ? limiters.even.tryAcquire() : limiters.odd.tryAcquire();
  }

  @Benchmark
  @Threads(1)
  public boolean floorOneThread(Floor floor) {
    return floor.clockAndCompareAndSet();
  }

  @Benchmark
  @Threads(2)
  public boolean floorTwoThreads(Floor floor) {
    return floor.clockAndCompareAndSet();
  }

  @Benchmark
  @Threads(4)
  public boolean floorFourThreads(Floor floor) {
    return floor.clockAndCompareAndSet();
  }
}
