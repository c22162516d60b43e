package dev.holdfast.engine.internal;

import static dev.holdfast.engine.internal.ListenerFault.guard;

import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.snapshot.SnapshotListener;
import java.time.Duration;

/** Keeps the faults of a listener away from the snapshots. */
record GuardedSnapshotListener(SnapshotListener listener) implements SnapshotListener {

  @Override
  public void written(SnapshotInfo snapshot, Duration taken) {
    guard(() -> listener.written(snapshot, taken));
  }

  @Override
  public void setAside(SnapshotInfo damaged, String newName) {
    guard(() -> listener.setAside(damaged, newName));
  }

  @Override
  public void deleted(SnapshotInfo snapshot) {
    guard(() -> listener.deleted(snapshot));
  }

  @Override
  public void deletionFailed(Exception cause) {
    guard(() -> listener.deletionFailed(cause));
  }
}
