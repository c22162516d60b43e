package dev.holdfast.snapshot;

import java.time.Duration;

/** Is told what a store does, on the thread that does it; must not throw. */
public interface SnapshotListener {

  /** Hears nothing. */
  SnapshotListener NOOP = new SnapshotListener() {};

  /** A snapshot was published and is durable. */
  default void written(SnapshotInfo snapshot, Duration taken) {}

  /** A damaged file was renamed to {@code newName}, out of the way; it is never deleted. */
  default void setAside(SnapshotInfo damaged, String newName) {}

  /** A snapshot beyond those to keep was deleted. */
  default void deleted(SnapshotInfo snapshot) {}

  /** Older snapshots could not be deleted; the next write will try again. */
  default void deletionFailed(Exception cause) {}
}
