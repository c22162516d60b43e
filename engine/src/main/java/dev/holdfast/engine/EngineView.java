package dev.holdfast.engine;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.MachineImage;
import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.internal.ReadOnlyStore;
import dev.holdfast.storage.Directory;

/**
 * The state of a data directory as of its last whole log record, or of an earlier one, without
 * owning it: it works beside a running engine and on a read-only file system, takes no lock and
 * changes nothing. Immutable; made once, it does not follow the engine.
 */
public final class EngineView {

  private final JobMachine machine;

  private EngineView(JobMachine machine) {
    this.machine = machine;
  }

  /**
   * Reads snapshot and log.
   *
   * @throws EngineOpenException if log and snapshot do not fit together
   * @throws dev.holdfast.wal.WalException if the log is damaged, newer than this version, or cannot
   *     be read
   * @throws dev.holdfast.snapshot.SnapshotException if no snapshot can be read, for the same
   *     reasons
   */
  public static EngineView read(
      Directory walDirectory, Directory snapshotDirectory, EngineConfig config) {
    return new EngineView(ReadOnlyStore.read(walDirectory, snapshotDirectory, config));
  }

  /**
   * The state as it was after this record, however it is reached: from whatever snapshot, the same
   * records lead to the same state, byte by byte. (A snapshot of schema version 1 knows less than
   * the log did: what it left unsaid stays so until the job is gone.)
   *
   * <p>How far back that goes is up to retention: the log is kept from the oldest snapshot on.
   *
   * @param seq the record's number; 0 is before the first
   * @throws StateGoneException if snapshots and log do not lead there; it says which range they
   *     cover
   * @throws IllegalArgumentException if the number is negative
   * @throws EngineOpenException as {@link #read}, as do the other exceptions
   */
  public static EngineView readAsOf(
      Directory walDirectory, Directory snapshotDirectory, EngineConfig config, long seq) {
    return new EngineView(ReadOnlyStore.readAsOf(walDirectory, snapshotDirectory, config, seq));
  }

  /**
   * What happened to this job, as far as the log still holds it. There is no index: it costs O(all
   * records that the log holds), since each is read, checked and decoded, and memory for the job's
   * own events only. A page that shows it to many wants a cache, or an index of its own.
   *
   * @throws EngineOpenException if a record cannot be understood
   * @throws dev.holdfast.wal.WalException as {@link #read}
   */
  public static JobHistory history(Directory walDirectory, EngineConfig config, JobId id) {
    return ReadOnlyStore.history(walDirectory, config, id);
  }

  /** The record that it is as of, 0 before the first. */
  public long lastSeq() {
    return machine.lastSeq();
  }

  /** Counts by state. */
  public QueueStats stats() {
    return machine.stats();
  }

  /** All jobs. */
  public MachineImage image() {
    return machine.image();
  }
}
