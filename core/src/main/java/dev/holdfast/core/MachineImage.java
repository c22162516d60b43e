package dev.holdfast.core;

import java.util.List;

/**
 * A machine's whole state at one moment, for a snapshot. Immutable, so another thread may read it
 * while the machine goes on. Two machines are in the same state if their images are equal.
 */
public final class MachineImage {
  private final long lastSeq;
  private final long clockMillis;
  private final List<Job> jobs;

  /**
   * An image of these parts.
   *
   * @param jobs in the order of {@link Job#enqueuedSeq()}; not copied, must never change
   */
  MachineImage(long lastSeq, long clockMillis, List<Job> jobs) {
    this.lastSeq = lastSeq;
    this.clockMillis = clockMillis;
    this.jobs = jobs;
  }

  /** The number of the last event that it includes, 0 before the first. */
  public long lastSeq() {
    return lastSeq;
  }

  /** The latest moment of all events that it includes. */
  public long clockMillis() {
    return clockMillis;
  }

  /** All jobs in the order of {@link Job#enqueuedSeq()}; unmodifiable. */
  public List<Job> jobs() {
    return jobs;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MachineImage that
        && lastSeq == that.lastSeq
        && clockMillis == that.clockMillis
        && jobs.equals(that.jobs);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(lastSeq) + jobs.hashCode();
  }

  @Override
  public String toString() {
    return "MachineImage[lastSeq=%d, clockMillis=%d, %d jobs]"
        .formatted(lastSeq, clockMillis, jobs.size());
  }
}
