package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Deadline;
import java.time.Duration;

/**
 * When the next snapshot is due. The commit loop asks, and begins one; another thread writes it,
 * and says when it is on the disk.
 *
 * <p>No lock. While one is being written, that thread alone writes the fields, {@link #writing}
 * last; so whoever finds it false sees what was covered, and does not write the same again.
 */
final class SnapshotPace {

  /**
   * A snapshot may take at most a fifth of the time: after one that took t, the next comes 4 t
   * later at the earliest.
   */
  private static final int REST_PER_WORK = 4;

  private final Duration interval;
  private volatile long coveredSeq;
  private volatile Deadline due;
  private volatile boolean writing;

  SnapshotPace(Duration interval, long coveredSeq) {
    this.interval = interval;
    this.coveredSeq = coveredSeq;
    this.due = Deadline.after(interval);
  }

  /** Whether there is nothing behind the last snapshot. */
  boolean covers(long seq) {
    return seq <= coveredSeq;
  }

  /** Begins a snapshot up to this record, if it is time; called by the commit loop alone. */
  boolean begin(long lastSeq) {
    if (writing || covers(lastSeq) || !due.isExpired()) {
      return false;
    }
    writing = true;
    return true;
  }

  /** A snapshot up to this record is on the disk. */
  void ended(long lastSeq, Duration took) {
    coveredSeq = lastSeq;
    Duration rest = took.multipliedBy(REST_PER_WORK);
    due = Deadline.after(rest.compareTo(interval) > 0 ? rest : interval);
    writing = false;
  }

  /** When to ask again. */
  Deadline next(long lastSeq) {
    if (covers(lastSeq)) {
      return Deadline.NEVER;
    }
    return writing ? Deadline.after(interval) : due;
  }
}
