package dev.holdfast.observability.jfr;

import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.RecoveryReport;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.wal.WalListener;
import java.time.Duration;

/**
 * Writes what an engine does as events of Flight Recorder: {@link HoldfastEvents#RECOVERY}, {@link
 * HoldfastEvents#COMMIT_BATCH}, {@link HoldfastEvents#SYNC} and {@link HoldfastEvents#SNAPSHOT}.
 * Stateless and thread safe. While nobody records, a call costs one look at a flag and allocates
 * nothing; otherwise it writes one event, without a lock or a wait. The event of recovery is only
 * in recordings that began before the queue was opened ({@code -XX:StartFlightRecording}).
 */
public final class JfrEngineListener implements EngineListener {

  private final WalListener log = new JfrWalListener();

  /** Writes to whatever recordings there are. */
  public JfrEngineListener() {}

  @Override
  public void recovered(RecoveryReport report) {
    HoldfastEvents.Recovery.write(report);
  }

  @Override
  public WalListener log() {
    return log;
  }

  @Override
  public void snapshotTaken(SnapshotInfo info, Duration took) {
    HoldfastEvents.Snapshot.write(info.file(), info.lastSeq(), info.bytes(), took);
  }
}
