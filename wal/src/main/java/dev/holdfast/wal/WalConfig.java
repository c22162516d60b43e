package dev.holdfast.wal;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How a log is kept. Start from {@link #named} and change what differs.
 *
 * @param name the log's name; segments are the files {@code <name>.<first seq, 20 digits>}. 1 to
 *     200 letters, digits, {@code .}, {@code _} or {@code -}, a letter or digit first. Snapshots
 *     name their files in the same way: in one directory, log and snapshots must have different
 *     names, or each takes the other's files for its own
 * @param format how new segments are written; older ones are read in whichever they have
 * @param durability what an acknowledgement is worth
 * @param segmentBytesMax a segment ends before the batch that would make it longer than this; only
 *     a single larger batch makes a larger one. The mark of a closed log, at most 80 bytes, comes
 *     on top. 512 B to 1 TiB
 * @param bufferBytes size of each of the two buffers outside the heap. A full buffer makes
 *     appenders wait. 1 KiB to 1 GiB
 * @param recordBytesMax the longest record accepted, 1 B to {@value #RECORD_BYTES_LIMIT} B. One
 *     that is longer than a buffer gets a larger buffer for as long as it takes
 * @param preallocate whether the file is made longer ahead of what is written, by {@value
 *     #PREALLOCATED_BYTES} bytes of free space at a time: a sync that need not change the file's
 *     length is cheaper
 * @param linger how long the first record of a batch waits for company; normally zero, as the
 *     previous sync is window enough. Up to 10 s
 * @param firstSeq the number of the first record if there is no log yet. 1 or more
 * @param onDamage what to do about damage to durable records
 * @param clock what time it is when a segment is begun; see {@link Wal#truncateOlderThan}
 */
public record WalConfig(
    String name,
    Format format,
    Durability durability,
    long segmentBytesMax,
    int bufferBytes,
    int recordBytesMax,
    boolean preallocate,
    Duration linger,
    long firstSeq,
    OnDamage onDamage,
    InstantSource clock) {

  /** How much free space is made ahead: 256 KiB. */
  public static final int PREALLOCATED_BYTES = 256 << 10;

  /** No record may be longer than this, whatever the configuration: 64 MiB. */
  public static final int RECORD_BYTES_LIMIT = 64 << 20;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  /** How records lie in a segment; specified byte by byte in the module's README. */
  public enum Format {
    /** One JSON object a line: a record must be a JSON object itself. Readable with {@code jq}. */
    JSON_LINES,
    /** Sixteen bytes and the record, which may be anything. */
    BINARY
  }

  /** Refuses what is out of range, naming the value and the range. */
  public WalConfig {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(durability, "durability");
    Objects.requireNonNull(linger, "linger");
    Objects.requireNonNull(onDamage, "onDamage");
    Objects.requireNonNull(clock, "clock");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name must be 1 to 200 letters, digits, '.', '_' or '-', not '" + name + "'");
    }
    requireBetween("segmentBytesMax", segmentBytesMax, 512, 1L << 40);
    requireBetween("bufferBytes", bufferBytes, 1 << 10, 1 << 30);
    requireBetween("recordBytesMax", recordBytesMax, 1, RECORD_BYTES_LIMIT);
    requireBetween("firstSeq", firstSeq, 1, Long.MAX_VALUE / 2);
    requireBetween("linger in milliseconds", MILLISECONDS.convert(linger), 0, 10_000);
  }

  /**
   * JSON lines, every batch synced, segments of 64 MiB, buffers of 4 MiB, records up to 16 MiB,
   * prepared ahead, no linger, from record 1, damage refused.
   */
  public static WalConfig named(String name) {
    return new WalConfig(
        name,
        Format.JSON_LINES,
        Durability.SYNC_EVERY_BATCH,
        64L << 20,
        4 << 20,
        16 << 20,
        true,
        Duration.ZERO,
        1,
        OnDamage.REFUSE,
        InstantSource.system());
  }

  /** This with another {@code format}. */
  public WalConfig withFormat(Format format) {
    return new WalConfig(
        name,
        format,
        durability,
        segmentBytesMax,
        bufferBytes,
        recordBytesMax,
        preallocate,
        linger,
        firstSeq,
        onDamage,
        clock);
  }

  /** This with another {@code durability}. */
  public WalConfig withDurability(Durability durability) {
    return new WalConfig(
        name,
        format,
        durability,
        segmentBytesMax,
        bufferBytes,
        recordBytesMax,
        preallocate,
        linger,
        firstSeq,
        onDamage,
        clock);
  }

  /** This with another {@code segmentBytesMax}. */
  public WalConfig withSegmentBytesMax(long segmentBytesMax) {
    return new WalConfig(
        name,
        format,
        durability,
        segmentBytesMax,
        bufferBytes,
        recordBytesMax,
        preallocate,
        linger,
        firstSeq,
        onDamage,
        clock);
  }

  /** This with another {@code bufferBytes}. */
  public WalConfig withBufferBytes(int bufferBytes) {
    return new WalConfig(
        name,
        format,
        durability,
        segmentBytesMax,
        bufferBytes,
        recordBytesMax,
        preallocate,
        linger,
        firstSeq,
        onDamage,
        clock);
  }

  /** This with another {@code recordBytesMax}. */
  public WalConfig withRecordBytesMax(int recordBytesMax) {
    return new WalConfig(
        name,
        format,
        durability,
        segmentBytesMax,
        bufferBytes,
        recordBytesMax,
        preallocate,
        linger,
        firstSeq,
        onDamage,
        clock);
  }

  /** This with another {@code preallocate}. */
  public WalConfig withPreallocate(boolean preallocate) {
    return new WalConfig(
        name,
        format,
        durability,
        segmentBytesMax,
        bufferBytes,
        recordBytesMax,
        preallocate,
        linger,
        firstSeq,
        onDamage,
        clock);
  }

  /** This with another {@code linger}. */
  public WalConfig withLinger(Duration linger) {
    return new WalConfig(
        name,
        format,
        durability,
        segmentBytesMax,
        bufferBytes,
        recordBytesMax,
        preallocate,
        linger,
        firstSeq,
        onDamage,
        clock);
  }

  /** This with another {@code firstSeq}. */
  public WalConfig withFirstSeq(long firstSeq) {
    return new WalConfig(
        name,
        format,
        durability,
        segmentBytesMax,
        bufferBytes,
        recordBytesMax,
        preallocate,
        linger,
        firstSeq,
        onDamage,
        clock);
  }

  /** This with another {@code onDamage}. */
  public WalConfig withOnDamage(OnDamage onDamage) {
    return new WalConfig(
        name,
        format,
        durability,
        segmentBytesMax,
        bufferBytes,
        recordBytesMax,
        preallocate,
        linger,
        firstSeq,
        onDamage,
        clock);
  }

  /** This with another {@code clock}. */
  public WalConfig withClock(InstantSource clock) {
    return new WalConfig(
        name,
        format,
        durability,
        segmentBytesMax,
        bufferBytes,
        recordBytesMax,
        preallocate,
        linger,
        firstSeq,
        onDamage,
        clock);
  }

  private static void requireBetween(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + " must be from " + min + " to " + max + ", not " + value);
    }
  }
}
