package dev.holdfast.bench.concurrency;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.VegasLimit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import dev.holdfast.concurrency.AdaptiveLimit;
import dev.holdfast.concurrency.AdaptiveLimitConfig;
import java.util.concurrent.TimeUnit;
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
 * What it costs to put a call that does nothing under a limit that finds its own size: both are TCP
 * Vegas, and both read the clock twice.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class AdaptiveLimitBenchmark {

  /** A call under a limit. */
  @FunctionalInterface
  interface Call {
    boolean run();
  }

  /** The limits, both from 20 on. */
  @State(Scope.Benchmark)
  public static class Subject {
    @Param({"holdfast", "netflix"})
    public String peer = "holdfast";

    Call call = () -> false;

    @Setup
    public void open() {
      call = peer.equals("holdfast") ? ours() : netflix();
    }

    private static Call ours() {
      AdaptiveLimit limit = AdaptiveLimit.create(AdaptiveLimitConfig.named("bench"));
      return () -> {
        var begun = limit.tryBegin();
        begun.ifPresent(AdaptiveLimit.Call::succeeded);
        return begun.isPresent();
      };
    }

    private static Call netflix() {
      VegasLimit vegas = VegasLimit.newBuilder().initialLimit(20).build();
      SimpleLimiter<Void> limiter = SimpleLimiter.newBuilder().limit(vegas).build();
      return () -> {
        var begun = limiter.acquire(null);
        begun.ifPresent(Limiter.Listener::onSuccess);
        return begun.isPresent();
      };
    }
  }

  @Benchmark
  @Threads(1)
  public boolean oneThread(Subject subject) {
    return subject.call.run();
  }

  @Benchmark
  @Threads(2)
  public boolean twoThreads(Subject subject) {
    return subject.call.run();
  }
}
