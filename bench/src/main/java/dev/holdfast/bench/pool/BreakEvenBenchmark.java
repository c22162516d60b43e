package dev.holdfast.bench.pool;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * From which size on a pool pays, the small objects where it loses included. Nothing is done with
 * the array, so this is the cost of coming by it and of getting rid of it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 6, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Benchmark)
public class BreakEvenBenchmark {
  @Param({"new", "holdfast", "holdfastHandle"})
  public String peer = "new";

  @Param({"16", "64", "128", "256", "512", "1024", "4096", "16384"})
  public int bytes = 16;

  private PeerState state = new PeerState();

  @Setup(Level.Trial)
  public void open() throws Exception {
    state = new PeerState();
    state.peer = peer;
    state.bytes = bytes;
    state.open();
  }

  @TearDown(Level.Trial)
  public void close() {
    state.close();
  }

  @Benchmark
  public void getPut(Blackhole blackhole) {
    new GetPutBenchmark().getPut(state, blackhole);
  }
}
