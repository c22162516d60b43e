package dev.holdfast.snapshot;

/** The snapshot asked for is damaged; nothing of it was handed out. */
public final class CorruptSnapshotException extends SnapshotException {
  private static final long serialVersionUID = 1L;

  CorruptSnapshotException(String message) {
    super(message);
  }
}
