package dev.holdfast.observability.jfr;

import dev.holdfast.wal.WalListener;

/**
 * Writes what a log does as events of Flight Recorder: {@link HoldfastEvents#COMMIT_BATCH} and
 * {@link HoldfastEvents#SYNC}. Stateless and thread safe; costs what {@link JfrEngineListener}
 * does.
 */
public final class JfrWalListener implements WalListener {

  /** Writes to whatever recordings there are. */
  public JfrWalListener() {}

  @Override
  public void batchWritten(int records, long bytes, long writeNanos) {
    HoldfastEvents.CommitBatch.write(records, bytes, writeNanos);
  }

  @Override
  public void batchSynced(int records, long bytes, long syncNanos) {
    HoldfastEvents.Sync.write(records, bytes, syncNanos);
  }
}
