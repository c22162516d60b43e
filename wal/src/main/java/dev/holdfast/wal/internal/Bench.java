package dev.holdfast.wal.internal;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalConfig.Format;
import dev.holdfast.wal.WalListener;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calibrates a disk and puts the log beside it. Absolute numbers say more about the disk than about
 * the log: the ratio is what to look at.
 */
public final class Bench {

  private static final String FILE = "wal-bench.tmp";
  private static final String LOG = "wal-bench.log";
  private static final int FILE_BYTES = 16 << 20;

  private final Directory directory;
  private final Duration each;
  private final PrintStream out;

  private Bench(Directory directory, Duration each, PrintStream out) {
    this.directory = directory;
    this.each = each;
    this.out = out;
  }

  /** Measures for so long each, and removes its files. */
  public static void run(Directory directory, Format format, Duration each, PrintStream out)
      throws IOException {
    Bench bench = new Bench(directory, each, out);
    try {
      bench.clean();
      bench.disk();
      for (int appenders : new int[] {1, 8, 64, 512}) {
        bench.log(format, appenders);
      }
    } finally {
      bench.clean();
    }
  }

  private void clean() throws IOException {
    for (String file : directory.list()) {
      if (file.equals(FILE) || file.startsWith(LOG)) {
        directory.delete(file);
      }
    }
  }

  private void disk() throws IOException {
    try (DataFile file = directory.create(FILE)) {
      ByteBuffer block = ByteBuffer.allocateDirect(1 << 20);
      long start = System.nanoTime();
      for (long at = 0; at < FILE_BYTES; at += block.capacity()) {
        file.write(block.clear(), at);
      }
      file.sync();
      double seconds = (System.nanoTime() - start) / 1e9;
      out.printf("sequential write and one sync: %,.0f MB/s%n", FILE_BYTES / 1e6 / seconds);
    }
    for (int bytes : new int[] {512, 4 << 10, 64 << 10}) {
      long[] nanos = syncNanos(bytes);
      out.printf(
          "fdatasync of %,6d B, preallocated: %,7.0f/s, p50 %,5d us, p99 %,6d us%n",
          bytes,
          nanos.length * 1e9 / Arrays.stream(nanos).sum(),
          nanos[nanos.length / 2] / 1000,
          nanos[nanos.length * 99 / 100] / 1000);
    }
  }

  /** Durations of write and sync of so many bytes in the preallocated file, sorted. */
  private long[] syncNanos(int bytes) throws IOException {
    long[] nanos = new long[100_000];
    int n = 0;
    try (DataFile file = directory.open(FILE)) {
      ByteBuffer block = ByteBuffer.allocateDirect(bytes);
      long end = System.nanoTime() + each.toNanos();
      for (long at = 0; n < nanos.length && (n == 0 || System.nanoTime() < end); at += bytes) {
        long start = System.nanoTime();
        file.write(block.clear(), at % (FILE_BYTES - bytes));
        file.sync();
        nanos[n++] = System.nanoTime() - start;
      }
    }
    long[] sorted = Arrays.copyOf(nanos, n);
    Arrays.sort(sorted);
    return sorted;
  }

  private void log(Format format, int appenders) throws IOException {
    AtomicLong batches = new AtomicLong();
    AtomicLong bytes = new AtomicLong();
    WalListener counter =
        new WalListener() {
          @Override
          public void batchSynced(int records, long length, long nanos) {
            batches.incrementAndGet();
            bytes.addAndGet(length);
          }
        };
    long[] perSecond = new long[1];
    WalConfig config = WalConfig.named(LOG).withFormat(format);
    try (Wal wal = Wal.open(directory, config, counter)) {
      perSecond[0] = appendAll(wal, appenders);
    }
    long meanBytes = bytes.get() / Math.max(1, batches.get());
    long[] nanos = syncNanos(Math.clamp(meanBytes, 512, FILE_BYTES / 2));
    double syncsPerSecond = nanos.length * 1e9 / Arrays.stream(nanos).sum();
    double batchRecords = perSecond[0] * each.toNanos() / 1e9 / Math.max(1, batches.get());
    out.printf(
        "log, %3d appenders of 256 B: %,9d/s acknowledged, %,.1f a batch, %.2f of the disk%n",
        appenders, perSecond[0], batchRecords, perSecond[0] / (batchRecords * syncsPerSecond));
    clean(LOG);
  }

  private void clean(String prefix) throws IOException {
    for (String file : directory.list()) {
      if (file.startsWith(prefix)) {
        directory.delete(file);
      }
    }
  }

  private long appendAll(Wal wal, int appenders) {
    byte[] record = new byte[256];
    Arrays.fill(record, (byte) 'x');
    System.arraycopy(
        "{\"a\":\"".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, record, 0, 6);
    record[254] = '"';
    record[255] = '}';
    AtomicLong done = new AtomicLong();
    long end = System.nanoTime() + each.toNanos();
    Thread[] threads = new Thread[appenders];
    for (int i = 0; i < appenders; i++) {
      threads[i] =
          Thread.startVirtualThread(() -> {
            ByteBuffer mine = ByteBuffer.wrap(record);
            long count = 0;
            while (System.nanoTime() < end) {
              wal.appendDurable(mine);
              count++;
            }
            done.addAndGet(count);
          });
    }
    for (Thread thread : threads) {
      joinQuietly(thread);
    }
    return (long) (done.get() / (each.toNanos() / 1e9));
  }

  private static void joinQuietly(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
