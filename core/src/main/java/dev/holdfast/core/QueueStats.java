package dev.holdfast.core;

/**
 * How many jobs stand where, after one event.
 *
 * @param pending jobs that could be served now, but for pauses and limits
 * @param scheduled jobs whose run-at was still to come when the last event happened
 * @param blocked jobs that wait for others
 * @param inFlight jobs under a lease
 * @param completed jobs that are done and remembered
 * @param dead jobs that were given up
 * @param cancelled jobs that were called off
 * @param lastSeq the number of the last event that these counts include, 0 before the first
 */
public record QueueStats(
    long pending,
    long scheduled,
    long blocked,
    long inFlight,
    long completed,
    long dead,
    long cancelled,
    long lastSeq) {

  /** Without any job. */
  public static final QueueStats NONE = new QueueStats(0, 0, 0, 0, 0, 0, 0, 0);

  /** All jobs that are remembered. */
  public long total() {
    return unfinished() + completed + dead + cancelled;
  }

  /** The jobs that have not reached their end. */
  public long unfinished() {
    return pending + scheduled + blocked + inFlight;
  }
}
