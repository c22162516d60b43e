package dev.holdfast.wal.internal;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.holdfast.wal.Durability;

/** When to sync, by the log's {@link Durability}. Used by the log's thread alone. */
final class SyncPolicy {

  private final boolean acknowledgesUnsynced;
  private final long recordsMax;
  private final long intervalNanos;
  private long unsyncedRecords;
  private long unsyncedBytes;
  private long unsyncedSinceNanos;

  private SyncPolicy(boolean acknowledgesUnsynced, long recordsMax, long intervalNanos) {
    this.acknowledgesUnsynced = acknowledgesUnsynced;
    this.recordsMax = recordsMax;
    this.intervalNanos = intervalNanos;
  }

  static SyncPolicy of(Durability durability) {
    return switch (durability) {
      case Durability.SyncEveryBatch() -> new SyncPolicy(false, 0, Long.MAX_VALUE);
      case Durability.Count(int records) -> new SyncPolicy(true, records, Long.MAX_VALUE);
      case Durability.Time(var interval) ->
          new SyncPolicy(true, Long.MAX_VALUE, NANOSECONDS.convert(interval));
      case Durability.OsOnly() -> new SyncPolicy(true, Long.MAX_VALUE, Long.MAX_VALUE);
    };
  }

  /** True if a record is acknowledged once the operating system has it. */
  boolean acknowledgesUnsynced() {
    return acknowledgesUnsynced;
  }

  /** True if a sync is due once so many more records are written. */
  boolean isDue(int moreRecords, long nowNanos) {
    return unsyncedRecords + moreRecords >= Math.max(1, recordsMax) || nanosLeft(nowNanos) <= 0;
  }

  /** Until a sync is due if nothing else happens; {@link Long#MAX_VALUE} for never. */
  long nanosLeft(long nowNanos) {
    return unsyncedRecords == 0 || intervalNanos == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : intervalNanos - (nowNanos - unsyncedSinceNanos);
  }

  void written(int records, long bytes, long nowNanos) {
    if (unsyncedRecords == 0) {
      unsyncedSinceNanos = nowNanos;
    }
    unsyncedRecords += records;
    unsyncedBytes += bytes;
  }

  void synced() {
    unsyncedRecords = 0;
    unsyncedBytes = 0;
  }

  long unsyncedRecords() {
    return unsyncedRecords;
  }

  long unsyncedBytes() {
    return unsyncedBytes;
  }
}
