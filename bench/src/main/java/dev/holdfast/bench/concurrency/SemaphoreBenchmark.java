package dev.holdfast.bench.concurrency;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What an acquire and a release cost: alone, and when there is always one permit too few. All but
 * {@code juc} are first come, first served, which costs a hand-over to a parked thread for each
 * permit under contention; {@code juc} lets the running thread take it back.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class SemaphoreBenchmark {
  private static final int WORK_TOKENS = 100;
  private static final int VIRTUAL_HOLDS = 10_000;

  /** As many permits as threads, less one; one for one thread. */
  @State(Scope.Benchmark)
  public static class Permits {
    @Param({"holdfast", "juc", "jucFair", "resilience4j", "failsafe"})
    public String peer = "holdfast";

    SemaphorePeer semaphore = SemaphorePeer.create("holdfast", 1);

    @Setup
    public void open(BenchmarkParams params) {
      semaphore = SemaphorePeer.create(peer, Math.max(1, params.getThreads() - 1));
    }
  }

  /** One permit for virtual threads, which are started inside the operation. */
  @State(Scope.Benchmark)
  public static class VirtualPermits {
    @Param({"holdfast", "juc", "jucFair", "resilience4j", "failsafe"})
    public String peer = "holdfast";

    SemaphorePeer semaphore = SemaphorePeer.create("holdfast", 1);

    @Setup
    public void open() {
      semaphore = SemaphorePeer.create(peer, 1);
    }
  }

  /** The floor's atomic. */
  @State(Scope.Thread)
  public static class Floor {
    final AtomicLong word = new AtomicLong();
  }

  @Benchmark
  @Threads(1)
  public void uncontended(Permits permits) throws InterruptedException {
    permits.semaphore.acquire();
    permits.semaphore.release();
  }

  @Benchmark
  @Threads(1)
  public boolean floorTwoAtomics(Floor floor) {
    long seen = floor.word.get();
    boolean taken = floor.word.compareAndSet(seen, seen + 1);
    seen = floor.word.get();
    return taken && floor.word.compareAndSet(seen, seen - 1);
  }

  @Benchmark
  @Threads(2)
  public void twoThreadsOnOne(Permits permits) throws InterruptedException {
    hold(permits.semaphore);
  }

  @Benchmark
  @Threads(4)
  public void fourThreadsOnThree(Permits permits) throws InterruptedException {
    hold(permits.semaphore);
  }

  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(VIRTUAL_HOLDS)
  public void virtualTwoOnOne(VirtualPermits permits) throws InterruptedException {
    Crew crew = new Crew(Thread.ofVirtual().factory());
    crew.start(
        2,
        () -> {
          for (int i = 0; i < VIRTUAL_HOLDS / 2; i++) {
            hold(permits.semaphore);
          }
        });
    crew.join();
  }

  private static void hold(SemaphorePeer semaphore) throws InterruptedException {
    semaphore.acquire();
    try {
      Blackhole.consumeCPU(WORK_TOKENS);
    } finally {
      semaphore.release();
    }
  }
}
