package dev.holdfast.bench.concurrency;

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
import org.openjdk.jmh.infra.Blackhole;

/**
 * What requests of different weight cost each other, and what giving up costs. In {@code
 * oneAndEight} each of two threads asks for 1 and for 8 of 8 permits in turns; in {@code
 * shortTimeouts} for the only permit, three times out of ten for no longer than a microsecond.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@Threads(2)
public class WeightedSemaphoreBenchmark {
  private static final int WORK_TOKENS = 100;
  private static final int LARGE = 8;
  private static final long SHORT_NANOS = 1_000;

  /** The semaphores. */
  @State(Scope.Benchmark)
  public static class Subject {
    @Param({"holdfast", "juc", "jucFair"})
    public String peer = "holdfast";

    WeightedPeer eight = WeightedPeer.create("holdfast", LARGE);
    WeightedPeer one = WeightedPeer.create("holdfast", 1);

    @Setup
    public void open() {
      eight = WeightedPeer.create(peer, LARGE);
      one = WeightedPeer.create(peer, 1);
    }
  }

  /** Which request of ten is next. */
  @State(Scope.Thread)
  public static class Turn {
    private int next;

    int next() {
      next = (next + 1) % 10;
      return next;
    }
  }

  @Benchmark
  public void oneAndEight(Subject subject, Turn turn) throws InterruptedException {
    int weight = turn.next() % 2 == 0 ? 1 : LARGE;
    subject.eight.acquire(weight);
    try {
      Blackhole.consumeCPU(WORK_TOKENS);
    } finally {
      subject.eight.release(weight);
    }
  }

  @Benchmark
  public boolean shortTimeouts(Subject subject, Turn turn) throws InterruptedException {
    boolean held = true;
    if (turn.next() < 3) {
      held = subject.one.tryAcquire(1, SHORT_NANOS);
    } else {
      subject.one.acquire(1);
    }
    if (held) {
      try {
        Blackhole.consumeCPU(WORK_TOKENS);
      } finally {
        subject.one.release(1);
      }
    }
    return held;
  }
}
