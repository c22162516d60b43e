package dev.holdfast.engine;

import dev.holdfast.core.Limits;
import dev.holdfast.engine.internal.EventCodec;
import dev.holdfast.engine.internal.LogFiles;
import dev.holdfast.engine.internal.SnapshotCodec;
import dev.holdfast.snapshot.SnapshotConfig;
import dev.holdfast.wal.WalConfig;
import java.time.Duration;

/**
 * How an engine runs. Immutable.
 *
 * @param limits the rules of the queue
 * @param wal name, format and durability of the log
 * @param snapshot name and retention of the snapshots; the name must not be the log's, nor that of
 *     one of its files
 * @param snapshotInterval time between two snapshots; they are further apart when writing one takes
 *     longer than a quarter of it, so that a large state does not keep the disk busy, and none is
 *     taken while nothing changes
 * @param commandsMax commands that wait for the commit loop before callers are held back, at least
 *     1
 * @param submitTimeout how long a caller is held back before {@link EngineBusyException}
 * @param seed for the jitter of backoffs; 0 draws one when the engine is opened
 */
public record EngineConfig(
    Limits limits,
    WalConfig wal,
    SnapshotConfig snapshot,
    Duration snapshotInterval,
    int commandsMax,
    Duration submitTimeout,
    long seed) {

  /**
   * Checks the values, and says which schema the snapshots have.
   *
   * @throws IllegalArgumentException if one is out of range, the limits allow what is too large for
   *     a record of the log, or log and snapshots share a name; the message names it
   */
  public EngineConfig {
    snapshot = snapshot.withSchemaVersion(SnapshotCodec.SCHEMA_VERSION);
    requirePositive("snapshotInterval", snapshotInterval);
    requirePositive("submitTimeout", submitTimeout);
    if (commandsMax < 1) {
      throw new IllegalArgumentException("commandsMax must be at least 1, not " + commandsMax);
    }
    requireRoomForRecords(limits, wal);
    requireNamesApart(wal.name(), snapshot.name());
  }

  /** Else each takes files of the other for its own, and deletes them or sets them aside. */
  private static void requireNamesApart(String log, String snapshots) {
    if (snapshots.equals(log) || LogFiles.mayHave(log, snapshots)) {
      throw new IllegalArgumentException(
          "log and snapshots must not share the name of a file, as \"%s\" and \"%s\" do: give one of them another name"
              .formatted(log, snapshots));
    }
  }

  /** Else the first record that is too large would stop the engine, perhaps after months. */
  private static void requireRoomForRecords(Limits limits, WalConfig wal) {
    long needed = EventCodec.recordBytesMax(limits);
    if (needed > wal.recordBytesMax()) {
      throw new IllegalArgumentException(
          "the limits allow records of up to %d bytes (payloadBytesMax %d, headersBytesMax %d, dependenciesMax %d, resultBytesMax %d, progressBytesMax %d, reasonCharsMax %d), but the log takes no more than %d (recordBytesMax): raise recordBytesMax, to at most %d, or lower the limits"
              .formatted(
                  needed,
                  limits.payloadBytesMax(),
                  limits.headersBytesMax(),
                  limits.dependenciesMax(),
                  limits.resultBytesMax(),
                  limits.progressBytesMax(),
                  limits.reasonCharsMax(),
                  wal.recordBytesMax(),
                  WalConfig.RECORD_BYTES_LIMIT));
    }
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, not " + duration);
    }
  }

  /** A log {@code wal.log}, snapshots {@code snapshot.json} every 2 s, 4,096 commands, 10 s. */
  public static EngineConfig defaults() {
    return new EngineConfig(
        Limits.defaults(),
        WalConfig.named("wal.log"),
        SnapshotConfig.named("snapshot.json"),
        Duration.ofSeconds(2),
        4096,
        Duration.ofSeconds(10),
        0);
  }

  /** The same with other rules. For larger ones, first set a log that takes such records. */
  public EngineConfig withLimits(Limits newLimits) {
    return new EngineConfig(
        newLimits, wal, snapshot, snapshotInterval, commandsMax, submitTimeout, seed);
  }

  /** The same with another log. For one of smaller records, first set limits that fit it. */
  public EngineConfig withWal(WalConfig newWal) {
    return new EngineConfig(
        limits, newWal, snapshot, snapshotInterval, commandsMax, submitTimeout, seed);
  }

  /** The same with other snapshots. */
  public EngineConfig withSnapshot(SnapshotConfig newSnapshot) {
    return new EngineConfig(
        limits, wal, newSnapshot, snapshotInterval, commandsMax, submitTimeout, seed);
  }

  /** The same with another log and other snapshots, whose names need fit only each other. */
  public EngineConfig withFiles(WalConfig newWal, SnapshotConfig newSnapshot) {
    return new EngineConfig(
        limits, newWal, newSnapshot, snapshotInterval, commandsMax, submitTimeout, seed);
  }

  /** The same with snapshots at another pace. */
  public EngineConfig withSnapshotInterval(Duration newInterval) {
    return new EngineConfig(limits, wal, snapshot, newInterval, commandsMax, submitTimeout, seed);
  }

  /** The same with another bound on waiting commands. */
  public EngineConfig withCommandsMax(int newCommandsMax) {
    return new EngineConfig(
        limits, wal, snapshot, snapshotInterval, newCommandsMax, submitTimeout, seed);
  }

  /** The same with another patience of callers. */
  public EngineConfig withSubmitTimeout(Duration newTimeout) {
    return new EngineConfig(limits, wal, snapshot, snapshotInterval, commandsMax, newTimeout, seed);
  }

  /** The same with another seed. */
  public EngineConfig withSeed(long newSeed) {
    return new EngineConfig(
        limits, wal, snapshot, snapshotInterval, commandsMax, submitTimeout, newSeed);
  }
}
