package dev.holdfast.snapshot;

/**
 * A snapshot could not be written or read. The store is still usable, and the snapshots that were
 * valid before still are.
 */
public class SnapshotException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure without a cause of its own. */
  public SnapshotException(String message) {
    super(message);
  }

  /** A failure of the disk, or of the one who wrote or read the state. */
  public SnapshotException(String message, Throwable cause) {
    super(message, cause);
  }
}
