package dev.holdfast.server.wiring;

import dev.holdfast.engine.RecoveryReport;
import java.time.Duration;
import java.util.List;

/**
 * How a run ended.
 *
 * @param jobs how many the files have
 * @param completed how many of them are done
 * @param completedBefore how many of these were done before this run
 * @param retried attempts that had to be repeated
 * @param dead how many were given up
 * @param deadShown the first of these
 * @param elapsed from the first job to the last
 * @param p50 half of the attempts that ended well took no longer
 * @param p95 the same of 95 in 100
 * @param p99 the same of 99 in 100
 * @param recovery what opening the queue found
 * @param stopped true if the run was stopped before its jobs were done
 */
public record RunResult(
    long jobs,
    long completed,
    long completedBefore,
    long retried,
    long dead,
    List<DeadJob> deadShown,
    Duration elapsed,
    Duration p50,
    Duration p95,
    Duration p99,
    RecoveryReport recovery,
    boolean stopped) {

  /**
   * A job that was given up.
   *
   * @param id its name
   * @param reason why
   */
  public record DeadJob(String id, String reason) {}

  /** Jobs that have not come to their end. */
  public long open() {
    return jobs - completed - dead;
  }

  /** Jobs that this run completed, a second. */
  public double completedPerSecond() {
    return (completed - completedBefore) / Math.max(1e-9, elapsed.toNanos() / 1e9);
  }
}
