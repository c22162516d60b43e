package dev.holdfast.wal;

import dev.holdfast.wal.internal.SegmentStore;

/**
 * Keeps a log's records from a number on, whatever is asked to be deleted, until it is closed. The
 * log grows as long as a hold stays where it is. Thread safe.
 */
public final class WalHold implements AutoCloseable {

  private final SegmentStore.Hold hold;

  WalHold(SegmentStore.Hold hold) {
    this.hold = hold;
  }

  /** Keeps only what is at or behind {@code seq} from now on; a hold never moves back. */
  public void moveTo(long seq) {
    hold.moveTo(seq);
  }

  /** Keeps nothing any more; no effect the second time. Deletes nothing by itself. */
  @Override
  public void close() {
    hold.release();
  }
}
