package dev.holdfast.observability.binding;

import dev.holdfast.observability.DiskNames;
import dev.holdfast.observability.Labels;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Counter;
import dev.holdfast.observability.Meters.Distribution;
import dev.holdfast.observability.Meters.Watch;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.snapshot.SnapshotListener;
import java.time.Duration;

/** Measures a snapshot store: give it to the store. One for each. Thread safe. */
public final class SnapshotMetrics implements SnapshotListener {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Distribution writes;
  private final Counter damaged;
  private final Counter deleted;
  private final Counter deletionsFailed;
  private volatile long sizeBytes;
  private volatile long sinceNanos = System.nanoTime();

  /**
   * Registers the meters.
   *
   * @param store the store's name, to tell it from others
   */
  public SnapshotMetrics(Meters meters, String store) {
    String name = meters.cardinality().admit(Labels.STORE, store);
    this.writes = meters.distribution(DiskNames.SNAPSHOT_DURATION, name);
    this.damaged = meters.counter(DiskNames.SNAPSHOTS_DAMAGED, name);
    this.deleted = meters.counter(DiskNames.SNAPSHOTS_DELETED, name);
    this.deletionsFailed = meters.counter(DiskNames.SNAPSHOT_DELETIONS_FAILED, name);
    Watch _ = meters.gauge(DiskNames.SNAPSHOT_SIZE, () -> sizeBytes, name);
    Watch _ = meters.gauge(DiskNames.SNAPSHOT_AGE, this::ageSeconds, name);
  }

  private double ageSeconds() {
    return (System.nanoTime() - sinceNanos) / NANOS_PER_SECOND;
  }

  @Override
  public void written(SnapshotInfo snapshot, Duration taken) {
    writes.record(taken.toNanos());
    sizeBytes = snapshot.bytes();
    sinceNanos = System.nanoTime();
  }

  @Override
  public void setAside(SnapshotInfo snapshot, String newName) {
    damaged.add(1);
  }

  @Override
  public void deleted(SnapshotInfo snapshot) {
    deleted.add(1);
  }

  @Override
  public void deletionFailed(Exception cause) {
    deletionsFailed.add(1);
  }
}
