package dev.holdfast.bench.pool;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Borrow, fill, hold, give back: {256 B, 4 KiB, 64 KiB} x {hold CPU, hold 1 ms} x {platform
 * threads, a virtual thread a task}. The virtual threads are started inside the operation, because
 * a thread that lives as long as the benchmark would make any pool that keeps objects by thread
 * look perfect. They need a warm-up of seconds, as their scheduler is compiled late: before that it
 * is the compiler that is measured. Misses are {@code misses / gets}.
 *
 * <p>Where nobody waits, the time of a large buffer depends on where a JVM happened to lay it, and
 * all times on what else the machine does just then. So {@code bench/run pool} lets all peers have
 * their turn three times, in JVMs of their own, and iterations are short.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class HoldBenchmark {
  private static final int TASKS = 256;

  @Benchmark
  @Warmup(iterations = 4, time = 250, timeUnit = TimeUnit.MILLISECONDS)
  @Threads(Threads.MAX)
  public long platformCpu(PeerState state, PeerState.Counters counters) {
    counters.gets++;
    return state.source.useOnce(state.input, counters.gets, state.bytes, Hold.CPU);
  }

  @Benchmark
  @Warmup(iterations = 2, time = 200, timeUnit = TimeUnit.MILLISECONDS)
  @Threads(64)
  public long platformOneMilli(PeerState state, PeerState.Counters counters) {
    counters.gets++;
    return state.source.useOnce(state.input, counters.gets, state.bytes, Hold.ONE_MILLI);
  }

  @Benchmark
  @Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
  @Threads(1)
  @OperationsPerInvocation(TASKS)
  public long virtualCpu(PeerState state, PeerState.Counters counters) throws InterruptedException {
    return inVirtualThreads(state, counters, Hold.CPU);
  }

  @Benchmark
  @Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
  @Threads(1)
  @OperationsPerInvocation(TASKS)
  public long virtualOneMilli(PeerState state, PeerState.Counters counters)
      throws InterruptedException {
    return inVirtualThreads(state, counters, Hold.ONE_MILLI);
  }

  private static long inVirtualThreads(PeerState state, PeerState.Counters counters, Hold hold)
      throws InterruptedException {
    counters.gets += TASKS;
    CountDownLatch done = new CountDownLatch(TASKS);
    LongAdder sum = new LongAdder();
    for (int i = 0; i < TASKS; i++) {
      int turn = i;
      var _ =
          Thread.startVirtualThread(() -> {
            sum.add(state.source.useOnce(state.input, turn, state.bytes, hold));
            done.countDown();
          });
    }
    done.await();
    return sum.sum();
  }
}
