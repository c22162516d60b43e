package dev.holdfast.engine;

import dev.holdfast.core.Headers;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.Payload;
import java.util.Objects;

/**
 * The right to work on a job until a deadline. It is fenced by (job id, attempt): once the deadline
 * has passed, or the job was given to somebody else, every answer with this lease is refused as
 * late.
 *
 * @param job the job as it was when it was handed out, or when the lease was last extended
 */
public record Lease(Job job) {

  /** Refuses null. */
  public Lease {
    Objects.requireNonNull(job, "job");
  }

  /** The job's id. */
  public JobId id() {
    return job.id();
  }

  /** What to do. */
  public Payload payload() {
    return job.payload();
  }

  /** What kind of job it is, or "". */
  public String type() {
    return job.type();
  }

  /** What travels with the job. */
  public Headers headers() {
    return job.headers();
  }

  /** Which dispatch of this job it is, from 1 on. */
  public int attempt() {
    return job.attempt();
  }

  /** When the lease ends, in milliseconds since the epoch. */
  public long deadlineMillis() {
    return job.deadlineMillis();
  }
}
