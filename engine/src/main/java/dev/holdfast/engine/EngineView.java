package dev.holdfast.engine;

import dev.holdfast.core.JobMachine;
import dev.holdfast.core.MachineImage;
import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.internal.ReadOnlyStore;
import dev.holdfast.storage.Directory;

/**
 * The state of a data directory as of its last whole log record, without owning it: it works beside
 * a running engine and on a read-only file system, takes no lock and changes nothing. Immutable;
 * made once, it does not follow the engine.
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

  /** Counts by state. */
  public QueueStats stats() {
    return machine.stats();
  }

  /** All jobs. */
  public MachineImage image() {
    return machine.image();
  }
}
