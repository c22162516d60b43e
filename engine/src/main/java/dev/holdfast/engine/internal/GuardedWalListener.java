package dev.holdfast.engine.internal;

import static dev.holdfast.engine.internal.ListenerFault.guard;

import dev.holdfast.wal.WalListener;

/**
 * Keeps the faults of a listener away from the log, which would stop for good: to it, whoever hears
 * it is part of it.
 */
record GuardedWalListener(WalListener listener) implements WalListener {

  @Override
  public void recovered(dev.holdfast.wal.Recovery recovery) {
    guard(() -> listener.recovered(recovery));
  }

  @Override
  public void batchWritten(int records, long bytes, long writeNanos) {
    guard(() -> listener.batchWritten(records, bytes, writeNanos));
  }

  @Override
  public void batchSynced(int records, long bytes, long syncNanos) {
    guard(() -> listener.batchSynced(records, bytes, syncNanos));
  }

  @Override
  public void durable(long seq) {
    guard(() -> listener.durable(seq));
  }

  @Override
  public void segmentRolled(String file, long firstSeq) {
    guard(() -> listener.segmentRolled(file, firstSeq));
  }

  @Override
  public void segmentDeleted(String file) {
    guard(() -> listener.segmentDeleted(file));
  }

  @Override
  public void poisoned(Throwable cause) {
    guard(() -> listener.poisoned(cause));
  }
}
