package dev.holdfast.engine;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import java.util.List;
import java.util.Optional;

/**
 * What an enqueue did. All of it is durable when this is known.
 *
 * @param jobs what became of each job, in the order of the call
 */
public record EnqueueResult(List<Outcome> jobs) {

  /** Copies the list. */
  public EnqueueResult {
    jobs = List.copyOf(jobs);
  }

  /**
   * What became of one job.
   *
   * @param id the id under which the queue knows it: that of the call, or that of the job for which
   *     its idempotency key stands
   * @param added whether it is new; else nothing was done to the job that was there
   * @param job the job as it stands; empty if it was there before and is forgotten
   */
  public record Outcome(JobId id, boolean added, Optional<Job> job) {}

  /** How many jobs are new to the queue. */
  public int added() {
    return (int) jobs.stream().filter(Outcome::added).count();
  }

  /** How many the queue knew already. */
  public int existing() {
    return jobs.size() - added();
  }
}
