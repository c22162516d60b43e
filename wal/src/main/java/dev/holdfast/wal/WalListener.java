package dev.holdfast.wal;

/**
 * Hears what happens in a log. Every method does nothing unless overridden.
 *
 * <p>Two are called on a caller's thread: {@link #recovered} by {@link Wal#open} before it returns,
 * and {@link #segmentDeleted} by the call that truncates. What they throw goes to that caller, and
 * the log is closed in the one case, and unharmed in the other.
 *
 * <p>All others are called by the log's own thread: they must not block, as the next batch waits
 * for them, and must not call the log's blocking methods. An exception that they throw poisons the
 * log as a failed write does, because whoever was to be told was not.
 */
public interface WalListener {

  /** Hears nothing. */
  WalListener NOOP = new WalListener() {};

  /** {@link Wal#open} has read and, where needed, repaired the log. */
  default void recovered(Recovery recovery) {}

  /** A batch of so many records and bytes was written. */
  default void batchWritten(int records, long bytes, long writeNanos) {}

  /** So many records and bytes, all that was not yet on disk, were synced. */
  default void batchSynced(int records, long bytes, long syncNanos) {}

  /** {@link Wal#durableSeq} has advanced to {@code seq}. Those who waited may be running again. */
  default void durable(long seq) {}

  /** A new segment was begun: its file, and the number of its first record. */
  default void segmentRolled(String file, long firstSeq) {}

  /**
   * A segment whose records are no longer needed was deleted. Several threads that truncate may
   * call this at once.
   */
  default void segmentDeleted(String file) {}

  /** The log has stopped for good; see {@link WalPoisonedException}. */
  default void poisoned(Throwable cause) {}
}
