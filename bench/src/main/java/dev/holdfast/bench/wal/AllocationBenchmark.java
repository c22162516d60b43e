package dev.holdfast.bench.wal;

import dev.holdfast.bench.WorkFolder;
import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.wal.RecordWriter;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalConfig.Format;
import dev.holdfast.wal.WalListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
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

/**
 * What a record of 256 B costs the heap, on all threads together: run it with {@code -prof gc} and
 * look at {@code gc.alloc.rate.norm}. The disk sets the pace, so the times are those of a full
 * buffer. {@link #futureAlone} is the floor of {@link #append}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class AllocationBenchmark {
  private static final byte[] BYTES = Appenders.record(256);
  private static final ByteBuffer RECORD = ByteBuffer.wrap(BYTES);
  private static final RecordWriter WRITER = target -> target.put(BYTES);

  @Param({"BINARY", "JSON_LINES"})
  public Format format = Format.BINARY;

  @SuppressWarnings("NullAway.Init") // JMH calls open() first
  private WorkFolder folder;

  @SuppressWarnings("NullAway.Init")
  private Wal wal;

  @Setup
  public void open() throws IOException {
    folder = WorkFolder.create();
    WalConfig config = WalConfig.named("wal.log").withFormat(format);
    wal = Wal.open(DiskDirectory.open(folder.path()), config, WalListener.NOOP);
  }

  @TearDown(Level.Iteration)
  public void truncate() {
    wal.truncateBefore(wal.sync());
  }

  @TearDown
  public void close() throws IOException {
    wal.close();
    folder.close();
  }

  @Benchmark
  public CompletableFuture<Long> append() {
    return wal.append(RECORD);
  }

  @Benchmark
  public CompletableFuture<Long> futureAlone() {
    CompletableFuture<Long> future = new CompletableFuture<>();
    future.complete(System.nanoTime());
    return future;
  }

  @Benchmark
  public long copy() {
    return wal.write(RECORD);
  }

  @Benchmark
  public long claim() {
    return wal.write(BYTES.length, WRITER);
  }
}
