package dev.holdfast.engine;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Headers;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Payload;

/**
 * What a handler knows of the attempt that it makes.
 *
 * @param id the job's id
 * @param queue the queue that it is in
 * @param type what kind of job it is, or ""
 * @param payload what to do: one JSON value
 * @param headers what travels with the job, the trace context for instance
 * @param attempt which dispatch of this job it is, from 1 on; with the id it is the fencing token
 * @param deadline when the lease ends and the thread is interrupted; pass it on to whatever waits
 */
public record JobContext(
    JobId id,
    String queue,
    String type,
    Payload payload,
    Headers headers,
    int attempt,
    Deadline deadline) {

  /** An attempt of a job in the default queue, without a type and headers. */
  public JobContext(JobId id, Payload payload, int attempt, Deadline deadline) {
    this(id, JobSpec.DEFAULT_QUEUE, "", payload, Headers.NONE, attempt, deadline);
  }

  /** The attempt that a lease allows. */
  public static JobContext of(Lease lease, Deadline deadline) {
    return new JobContext(
        lease.id(),
        lease.job().queue(),
        lease.type(),
        lease.payload(),
        lease.headers(),
        lease.attempt(),
        deadline);
  }
}
