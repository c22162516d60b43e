package dev.holdfast.bench.pool;

import dev.holdfast.pool.Pool;
import dev.holdfast.pool.Pooled;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a get and a put cost by themselves. {@link #twoAtomics} is the floor, and {@link #pool} and
 * {@link #scopedHandle} are called as a user calls them, without a {@link Peer} between.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 6, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class GetPutBenchmark {

  /** Atomics of a thread's own, on lines of their own. */
  @State(Scope.Thread)
  public static class Atomics {
    final long[] distance = new long[32];
    final AtomicLong first = new AtomicLong();
    final AtomicLong second = new AtomicLong();
  }

  /** Our pool alone. */
  @State(Scope.Benchmark)
  public static class Ours {
    final Pool<byte[]> pool = Pool.named("bench", () -> new byte[256]).build();
  }

  @Benchmark
  public void pool(Ours ours, Blackhole blackhole) {
    byte[] buffer = ours.pool.get();
    blackhole.consume(buffer);
    ours.pool.put(buffer);
  }

  /** Only the object leaves the block, not its handle. */
  @Benchmark
  public void scopedHandle(Ours ours, Blackhole blackhole) {
    try (Pooled<byte[]> pooled = ours.pool.borrow()) {
      blackhole.consume(pooled.get());
    }
  }

  @Benchmark
  public void getPut(PeerState state, Blackhole blackhole) {
    cycle(state.source, blackhole);
  }

  private static <B> void cycle(Peer<B> peer, Blackhole blackhole) {
    B buffer = peer.take();
    blackhole.consume(buffer);
    peer.give(buffer);
  }

  @Benchmark
  public long twoAtomics(Atomics atomics) {
    long seen = atomics.first.get();
    atomics.first.compareAndSet(seen, seen + 1);
    long other = atomics.second.get();
    atomics.second.compareAndSet(other, other + 1);
    return seen + other;
  }
}
