package dev.holdfast.wal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.storage.sim.SyncHold;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** The words that the tests of the log are written in. */
final class Logs {

  /** How long a test waits for what must happen. */
  static final long PATIENCE_SECONDS = 20;

  private Logs() {}

  static WalConfig config(WalConfig.Format format) {
    return WalConfig.named("wal.log")
        .withFormat(format)
        .withSegmentBytesMax(64 << 10)
        .withBufferBytes(16 << 10)
        .withRecordBytesMax(1 << 20)
        .withClock(InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")));
  }

  static WalConfig small(WalConfig.Format format) {
    return config(format).withSegmentBytesMax(4 << 10).withBufferBytes(1 << 10);
  }

  static Wal open(Directory directory, WalConfig config) {
    return Wal.open(directory, config, WalListener.NOOP);
  }

  /** The n-th record of a test log: different for each n, longer for some. */
  static ByteBuffer record(long n) {
    return utf8(
        "{\"type\":\"T%d\",\"text\":\"%s\"}".formatted(n, "x".repeat((int) (n * 37 % 100))));
  }

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  static String text(ByteBuffer record) {
    return UTF_8.decode(record.duplicate()).toString();
  }

  /** Adds records {@code from} to {@code to}, each durable before the next. */
  static void fill(Wal wal, long from, long to) {
    for (long n = from; n <= to; n++) {
      wal.appendDurable(record(n));
    }
  }

  /** All records that a log holds, read without owning it; they must be numbered without gaps. */
  static List<String> read(Directory directory, String name) {
    try (WalReader reader = WalReader.open(directory, name, 1)) {
      return drain(reader);
    }
  }

  static List<String> drain(WalReader reader) {
    List<String> records = new ArrayList<>();
    long first = 0;
    while (reader.next()) {
      first = records.isEmpty() ? reader.seq() : first;
      if (reader.seq() != first + records.size()) {
        throw new AssertionError("record " + reader.seq() + " after " + records.size());
      }
      records.add(text(reader.record()));
    }
    return records;
  }

  /** Records {@code from} to {@code to} as text. */
  static List<String> records(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(n -> text(record(n))).toList();
  }

  static List<String> segments(Directory directory) throws IOException {
    return directory.list().stream().filter(file -> file.matches("wal\\.log\\.\\d{20}")).toList();
  }

  static byte[] bytes(Directory directory, String file) throws IOException {
    try (DataFile data = directory.openForReading(file)) {
      ByteBuffer all = ByteBuffer.allocate((int) data.size());
      data.read(all, 0);
      return all.array();
    }
  }

  /** Makes a file with that content, replacing what there was. */
  static void put(Directory directory, String file, byte[] content) throws IOException {
    if (directory.exists(file)) {
      directory.delete(file);
    }
    try (DataFile data = directory.create(file)) {
      data.write(ByteBuffer.wrap(content), 0);
      data.sync();
    }
    directory.sync();
  }

  /** All files of a directory. */
  static Map<String, byte[]> image(Directory directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String file : directory.list()) {
      files.put(file, bytes(directory, file));
    }
    return files;
  }

  /** A disk on which exactly those files are. */
  static SimulatedDisk disk(Map<String, byte[]> files) throws IOException {
    SimulatedDisk disk = SimulatedDisk.withSeed(1);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      put(disk, file.getKey(), file.getValue());
    }
    return disk;
  }

  /** What a log that was never closed leaves when all of it reached the disk. */
  static Map<String, byte[]> crashed(WalConfig config, long records) throws IOException {
    SimulatedDisk disk = SimulatedDisk.withSeed(1);
    try (Wal wal = open(disk, config)) {
      fill(wal, wal.lastSeq() + 1, records);
      return image(disk.powerCut().restartKeepingAll());
    }
  }

  /** Holds the syncs of a disk, but not for ever, so that a test that fails also ends. */
  static SyncHold hold(SimulatedDisk disk) {
    SyncHold hold = disk.holdSyncs();
    CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS).execute(hold::close);
    return hold;
  }

  /** Waits until that thread waits for something. */
  static void awaitBlocked(Thread thread) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      if (System.nanoTime() > end || !thread.isAlive()) {
        throw new AssertionError(thread + " does not wait but is " + thread.getState());
      }
      Thread.onSpinWait();
    }
  }
}
