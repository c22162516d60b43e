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
 * @param phases what most of that time went into
 */
public record RecoveryReport(
    Optional<String> snapshotFile,
    long snapshotSeq,
    List<String> damagedSnapshots,
    long recordsReplayed,
    long tornBytes,
    long lastSeq,
    int leasesInterrupted,
    Duration duration,
    Phases phases) {

  /**
   * The parts of recovery that grow with what there is to recover.
   *
   * @param snapshot checking and reading the newest valid snapshot, and building the state of it
   * @param log opening the log: checking every record that it holds, and repairing its end
   * @param replay reading, decoding and applying the records behind the snapshot
   */
  public record Phases(Duration snapshot, Duration log, Duration replay) {
    /** Of an engine under a virtual clock, where recovery takes no time. */
    public static final Phases NONE = new Phases(Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  /** True if there was nothing to recover. */
  public boolean fresh() {
    return lastSeq == 0;
  }
}
