package dev.holdfast.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What opening the engine found and did.
 *
 * @param snapshotFile the snapshot that recovery began with, if there was a valid one
 * @param snapshotSeq the last log record that this snapshot covers, 0 without one
 * @param damagedSnapshots names of snapshots that were damaged and are set aside
 * @param recordsReplayed log records applied on top of the snapshot
 * @param tornBytes bytes of an unfinished record cut off the end of the log
 * @param lastSeq the last log record recovered, 0 if there was none
 * @param leasesInterrupted jobs that were in flight when the last process ended and went back to
 *     the queue (or died)
 * @param duration time from taking the lock until commands were accepted
 */
public record RecoveryReport(
    Optional<String> snapshotFile,
    long snapshotSeq,
    List<String> damagedSnapshots,
    long recordsReplayed,
    long tornBytes,
    long lastSeq,
    int leasesInterrupted,
    Duration duration) {

  /** True if there was nothing to recover. */
  public boolean fresh() {
    return lastSeq == 0;
  }
}
