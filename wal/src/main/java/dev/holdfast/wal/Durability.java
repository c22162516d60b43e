package dev.holdfast.wal;

import java.time.Duration;
import java.util.Objects;

/**
 * What an acknowledgement is worth: what <em>durable</em> means in {@link Wal#append}, {@link
 * Wal#awaitDurable}, {@link Wal#durableSeq} and {@link WalListener#durable}.
 *
 * <p>Under every mode an acknowledged record survives the death of the process, and what is found
 * after any crash is a prefix of what was written. The modes differ in what a power failure, or a
 * crash of the operating system, may take. Whatever the log's mode, {@link Wal#appendSynced} and
 * {@link Wal#sync} give a single record the strongest promise.
 */
public sealed interface Durability {

  /**
   * Acknowledged = on disk. One write and one fdatasync for everything that came in during the
   * previous one. Nothing acknowledged is lost. The default.
   */
  Durability SYNC_EVERY_BATCH = new SyncEveryBatch();

  /**
   * Acknowledged = handed to the operating system, which writes it when it likes (Linux: within
   * half a minute or so). A power failure takes any number of the last acknowledged records. Synced
   * only at the end of a segment, on {@link Wal#sync} and on {@link Wal#close}.
   */
  Durability OS_ONLY = new OsOnly();

  /**
   * Acknowledged = handed to the operating system; on disk before {@code records} of them are
   * waiting. A power failure takes at most the last {@code records - 1} acknowledged records, for
   * however long ago they were acknowledged if nothing followed them.
   *
   * @param records 1 or more
   */
  static Durability count(int records) {
    return new Count(records);
  }

  /**
   * Acknowledged = handed to the operating system; the sync begins at the latest {@code interval}
   * after that. A power failure takes at most what was acknowledged in the last {@code interval}
   * and the time that one sync takes.
   *
   * @param interval more than zero
   */
  static Durability time(Duration interval) {
    return new Time(interval);
  }

  /** See {@link #SYNC_EVERY_BATCH}. */
  record SyncEveryBatch() implements Durability {}

  /** See {@link #OS_ONLY}. */
  record OsOnly() implements Durability {}

  /** See {@link #count}. */
  record Count(int records) implements Durability {
    /** Refuses a count below 1. */
    public Count {
      if (records < 1) {
        throw new IllegalArgumentException("records must be 1 or more, not " + records);
      }
    }
  }

  /** See {@link #time}. */
  record Time(Duration interval) implements Durability {
    /** Refuses an interval that is not positive. */
    public Time {
      Objects.requireNonNull(interval, "interval");
      if (!interval.isPositive()) {
        throw new IllegalArgumentException("interval must be positive, not " + interval);
      }
    }
  }
}
