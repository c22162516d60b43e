package dev.holdfast.engine.internal;

import dev.holdfast.core.JobMachine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineOpenException;
import dev.holdfast.snapshot.SnapshotCatalog;
import dev.holdfast.storage.Directory;
import dev.holdfast.wal.RecordsGoneException;
import dev.holdfast.wal.WalReader;

/** Reads what an engine wrote, or is writing, without owning it. */
public final class ReadOnlyStore {

  /**
   * How often an engine may cut its log just between our reading of the snapshot and of the log.
   */
  private static final int TRIES = 10;

  private ReadOnlyStore() {}

  /** The machine in the state of the last whole record. */
  public static JobMachine read(
      Directory walDirectory, Directory snapshotDirectory, EngineConfig config) {
    for (int attempt = 1; ; attempt++) {
      try {
        return readOnce(walDirectory, snapshotDirectory, config);
      } catch (RecordsGoneException e) {
        if (attempt == TRIES) {
          throw new EngineOpenException(
              "the log no longer holds what the snapshot needs next: " + e.getMessage(), e);
        }
      }
    }
  }

  private static JobMachine readOnce(
      Directory walDirectory, Directory snapshotDirectory, EngineConfig config) {
    SnapshotCatalog snapshots =
        SnapshotCatalog.of(
            snapshotDirectory, config.snapshot().withSchemaVersion(SnapshotCodec.SCHEMA_VERSION));
    Recovery recovery =
        Recovery.fromSnapshot(
            reader -> snapshots.readNewest(reader, damaged -> {}), config.limits());
    try (WalReader log =
        WalReader.open(walDirectory, config.wal().name(), recovery.machine().lastSeq() + 1)) {
      return recovery.replay(log).machine();
    }
  }
}
