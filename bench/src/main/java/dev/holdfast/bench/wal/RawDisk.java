package dev.holdfast.bench.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.Scanner;
import org.HdrHistogram.Histogram;

/** What the disk can do: one thread writes and syncs. */
final class RawDisk implements AutoCloseable {
  private static final int FILE_BYTES = 64 << 20;

  /** Its place in the kernel's line of counters. */
  private static final int SECTORS_WRITTEN = 6;

  private static final int SECTOR_BYTES = 512;
  private static final int CHUNK_BYTES = 1 << 20;

  private final FileChannel file;
  private final ByteBuffer noise = ByteBuffer.allocateDirect(8 << 20);
  private final Path counters;
  private final SyncPace pace;
  private final Path place;

  RawDisk(Path path, SyncPace pace) throws IOException {
    this.pace = pace;
    this.place = path;
    file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    counters = counters(path);
    byte[] random = new byte[noise.capacity()];
    new Random(1).nextBytes(random);
    noise.put(random);
    sequentialBytesPerSecond();
    file.force(true);
  }

  /**
   * Writes and syncs the same batches, one by one: into space that was written before, and then
   * once more into a new file, which becomes longer with each of them.
   */
  Replay replay(Batches log) throws IOException {
    int[] batches = log.bytes();
    Histogram nanos = Percentiles.histogram();
    double seconds = replay(batches, file, FILE_BYTES, nanos);
    return new Replay(
        batches.length,
        Arrays.stream(batches).asLongStream().sum(),
        seconds,
        Percentiles.of(nanos),
        replayGrowing(batches),
        log.diskSeconds(),
        sequentialBytesPerSecond());
  }

  private double replayGrowing(int[] batches) throws IOException {
    Path path = place.resolveSibling("growing");
    try (FileChannel growing =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      return replay(batches, growing, Long.MAX_VALUE, Percentiles.histogram());
    } finally {
      Files.delete(path);
    }
  }

  /** Returns the seconds it took; begins again at the front where the file would become longer. */
  private double replay(int[] batches, FileChannel target, long bytesMax, Histogram nanos)
      throws IOException {
    long at = 0;
    long start = System.nanoTime();
    for (int bytes : batches) {
      at = at + bytes > bytesMax ? 0 : at;
      long before = System.nanoTime();
      write(target, at, bytes);
      pace.sync(() -> target.force(false));
      nanos.recordValue(System.nanoTime() - before);
      at += bytes;
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private double sequentialBytesPerSecond() throws IOException {
    long start = System.nanoTime();
    for (long at = 0; at < FILE_BYTES; at += CHUNK_BYTES) {
      write(file, at, CHUNK_BYTES);
    }
    file.force(false);
    return FILE_BYTES * 1e9 / (System.nanoTime() - start);
  }

  private void write(FileChannel target, long at, int bytes) throws IOException {
    noise.clear().limit(bytes);
    long next = at;
    while (noise.hasRemaining()) {
      next += target.write(noise, next);
    }
  }

  /** Brings the file system's own book-keeping to the disk, so that nobody pays for another's. */
  void settle() throws IOException {
    file.force(true);
  }

  /** Bytes that the whole device has written since the system started; 0 if it does not tell. */
  long deviceBytes() throws IOException {
    if (!Files.exists(counters)) {
      return 0;
    }
    try (Scanner fields = new Scanner(counters, StandardCharsets.US_ASCII)) {
      for (int i = 0; i < SECTORS_WRITTEN; i++) {
        fields.nextLong();
      }
      return fields.nextLong() * SECTOR_BYTES;
    }
  }

  /** Where Linux keeps them, by the number of the device. */
  private static Path counters(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return Path.of("none");
    }
    long device = (long) Files.getAttribute(file, "unix:dev");
    long major = (device >>> 8) & 0xfff;
    long minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
    return Path.of("/sys/dev/block/" + major + ":" + minor + "/stat");
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
