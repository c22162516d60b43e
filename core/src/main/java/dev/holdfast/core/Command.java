package dev.holdfast.core;

import dev.holdfast.core.internal.Names;
import java.util.List;

/** Something that is wished of the machine. Immutable. */
public sealed interface Command {

  /** The longest name of a worker, in UTF-16 characters. */
  int WORKER_LENGTH_MAX = 128;

  /**
   * Take these jobs, all or none.
   *
   * <p>Dependencies may point to jobs that are known or to any job of the same batch. A known id
   * with the same {@linkplain JobSpec#fingerprint() fingerprint} is accepted without an event.
   * Events come in the order of the batch, except that a dependency precedes its dependents. A job
   * whose dependency is dead already is taken, and dies at the next {@link Expire}.
   *
   * <p>Refused as {@code BATCH_TOO_LARGE}, {@code PAYLOAD_TOO_LARGE}, {@code
   * TOO_MANY_DEPENDENCIES}, {@code DUPLICATE_IN_BATCH}, {@code ID_CONFLICT}, {@code
   * MISSING_DEPENDENCY}, {@code DEPENDENCY_CYCLE} or {@code QUEUE_FULL}.
   */
  record Enqueue(List<JobSpec> jobs) implements Command {
    /** Copies the list. */
    public Enqueue {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * Lease the first jobs that can be served to this worker. Never refused; without such jobs it is
   * accepted with no event.
   *
   * @param worker its name, for people to read; leases are told apart by job and attempt
   * @param jobsMax how many at most
   */
  record Reserve(String worker, int jobsMax) implements Command {
    /**
     * Checks the name and the number.
     *
     * @throws IllegalArgumentException if the name is empty, too long or holds control characters,
     *     or the number is not positive
     */
    public Reserve {
      Names.check("a worker's name", worker, WORKER_LENGTH_MAX);
      checkJobsMax(jobsMax);
    }
  }

  /**
   * The worker has completed this attempt. Repeated for a completed job it is accepted without an
   * event. Refused as {@code UNKNOWN_JOB}, or as {@code LATE} if the attempt no longer holds the
   * job.
   */
  record Ack(JobId id, int attempt) implements Command {}

  /** The worker gives up this attempt. Refused as {@code UNKNOWN_JOB} or {@code LATE}. */
  record Fail(JobId id, int attempt, String error) implements Command {}

  /**
   * Settle what is overdue, at most this many jobs: leases that have run out, jobs whose dependency
   * is dead, and failed attempts whose verdict a crash cut off. Due whenever {@link
   * JobMachine#nextExpireMillis()} has come; never refused.
   */
  record Expire(int jobsMax) implements Command {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Expire {
      checkJobsMax(jobsMax);
    }
  }

  /**
   * The process in which all leases were held is gone: put at most this many jobs that are in
   * flight back into the queue. That spends no retry; a job that was interrupted {@link
   * Limits#interruptionsMax()} times is dead instead. Repeat until it yields no event. Never
   * refused.
   */
  record Interrupt(int jobsMax) implements Command {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Interrupt {
      checkJobsMax(jobsMax);
    }
  }

  private static void checkJobsMax(int jobsMax) {
    if (jobsMax < 1) {
      throw new IllegalArgumentException("jobsMax must be at least 1, not " + jobsMax);
    }
  }
}
