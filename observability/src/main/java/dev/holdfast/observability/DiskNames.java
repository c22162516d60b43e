package dev.holdfast.observability;

import static dev.holdfast.observability.Labels.LOG;
import static dev.holdfast.observability.Labels.STORE;

import java.util.List;

/** What a log and a snapshot store report. */
public final class DiskNames {

  private static final Declarations NAMES = new Declarations();

  /** How long syncs take. */
  public static final Metric WAL_SYNC_DURATION =
      NAMES.histogram(
          Component.WAL,
          "holdfast.wal.sync.duration",
          "s",
          Buckets.FINE,
          "Time that a sync of the log to the disk took.",
          LOG);

  /** How long writes take. */
  public static final Metric WAL_WRITE_DURATION =
      NAMES.histogram(
          Component.WAL,
          "holdfast.wal.write.duration",
          "s",
          Buckets.FINE,
          "Time that writing a batch of the log took, without its sync.",
          LOG);

  /** How many records share a write. */
  public static final Metric WAL_BATCH_RECORDS =
      NAMES.histogram(
          Component.WAL,
          "holdfast.wal.batch.records",
          "{record}",
          Buckets.COUNTS,
          "Records that were written together.",
          LOG);

  /** Bytes written. */
  public static final Metric WAL_WRITTEN =
      NAMES.counter(
          Component.WAL, "holdfast.wal.written", "By", "Bytes that were written to the log.", LOG);

  /** Segments begun. */
  public static final Metric WAL_SEGMENTS_ROLLED =
      NAMES.counter(
          Component.WAL,
          "holdfast.wal.segments.rolled",
          "{segment}",
          "Segments of the log that were begun.",
          LOG);

  /** Segments deleted. */
  public static final Metric WAL_SEGMENTS_DELETED =
      NAMES.counter(
          Component.WAL,
          "holdfast.wal.segments.deleted",
          "{segment}",
          "Segments of the log that were deleted because their records are no longer needed.",
          LOG);

  /** What the log takes up. */
  public static final Metric WAL_SIZE =
      NAMES.gauge(
          Component.WAL,
          "holdfast.wal.size",
          "By",
          "Bytes that the log takes up on the disk.",
          LOG);

  /** Whether the log has stopped for good. */
  public static final Metric WAL_POISONED =
      NAMES.gauge(
          Component.WAL,
          "holdfast.wal.poisoned",
          "1",
          "1 once a failed write or sync has stopped the log for good.",
          LOG);

  /** How long snapshots take. */
  public static final Metric SNAPSHOT_DURATION =
      NAMES.histogram(
          Component.SNAPSHOT,
          "holdfast.snapshot.write.duration",
          "s",
          Buckets.WAITS,
          "Time that writing and publishing a snapshot took.",
          STORE);

  /** How large the newest snapshot is. */
  public static final Metric SNAPSHOT_SIZE =
      NAMES.gauge(
          Component.SNAPSHOT,
          "holdfast.snapshot.size",
          "By",
          "Bytes of the newest snapshot that this process wrote; 0 before the first.",
          STORE);

  /** How old the newest snapshot is. */
  public static final Metric SNAPSHOT_AGE =
      NAMES.gauge(
          Component.SNAPSHOT,
          "holdfast.snapshot.age",
          "s",
          "Time since this process published a snapshot, or since its start before the first.",
          STORE);

  /** Damaged snapshots. */
  public static final Metric SNAPSHOTS_DAMAGED =
      NAMES.counter(
          Component.SNAPSHOT,
          "holdfast.snapshot.damaged",
          "{snapshot}",
          "Snapshots that were found damaged and set aside.",
          STORE);

  /** Snapshots deleted. */
  public static final Metric SNAPSHOTS_DELETED =
      NAMES.counter(
          Component.SNAPSHOT,
          "holdfast.snapshot.deleted",
          "{snapshot}",
          "Snapshots beyond those to keep that were deleted.",
          STORE);

  /** Deletions that failed. */
  public static final Metric SNAPSHOT_DELETIONS_FAILED =
      NAMES.counter(
          Component.SNAPSHOT,
          "holdfast.snapshot.deletions.failed",
          "{deletion}",
          "Times that older snapshots could not be deleted.",
          STORE);

  /** All of them, in the order of this class. */
  static final List<Metric> METRICS = NAMES.all();

  private DiskNames() {}
}
