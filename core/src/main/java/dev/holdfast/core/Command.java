package dev.holdfast.core;

import dev.holdfast.core.internal.Names;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that is wished of the machine. Immutable.
 *
 * <p>Null is refused where a command is made, with a {@link NullPointerException} that names the
 * part: the machine is asked by the thread that owns it, which is not at fault.
 */
public sealed interface Command {

  /** The longest name of a worker, in UTF-16 characters. */
  int WORKER_LENGTH_MAX = 128;

  /**
   * Take these jobs, all or none.
   *
   * <p>Dependencies may point to jobs that are known or to any job of the same batch. A known id
   * with the same {@linkplain JobSpec#fingerprint() fingerprint}, and a known idempotency key, are
   * accepted without an event. Events come in the order of the batch, except that a dependency
   * precedes its dependents. If the log ends in the middle of them, the next {@link Interrupt}
   * takes back those that are there.
   *
   * <p>Refused as {@code BATCH_TOO_LARGE}, {@code PAYLOAD_TOO_LARGE}, {@code HEADERS_TOO_LARGE},
   * {@code TOO_MANY_DEPENDENCIES}, {@code DUPLICATE_IN_BATCH}, {@code ID_CONFLICT}, {@code
   * MISSING_DEPENDENCY}, {@code DEPENDENCY_CYCLE}, {@code QUEUE_FULL}, {@code QUEUE_DRAINING} or
   * {@code TOO_MANY_QUEUES}.
   */
  record Enqueue(List<JobSpec> jobs) implements Command {
    /** Copies the list. */
    public Enqueue {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * Lease the next job that can be served to this worker. Never refused; without such a job it is
   * accepted with no event. Ask {@link Expire} first whenever something is due: a job whose time
   * has come is served only once that was logged.
   *
   * @param worker its name, for people to read; leases are told apart by job and attempt
   * @param queues from these queues; none means from all. Among several, the job of the highest
   *     priority comes first, then the one that was enqueued first
   * @param types jobs of these types only; none means of all
   * @param leaseMillis for how long; 0 leaves it to the job
   */
  record Reserve(String worker, List<String> queues, List<String> types, long leaseMillis)
      implements Command {
    /**
     * Checks the name and the number.
     *
     * @throws IllegalArgumentException if the name is empty, too long or holds control characters,
     *     or the number is negative
     */
    public Reserve {
      Names.check("a worker's name", worker, WORKER_LENGTH_MAX);
      queues = List.copyOf(queues);
      types = List.copyOf(types);
      checkNotNegative("leaseMillis", leaseMillis);
    }

    /** From all queues, all types, for as long as the job says. */
    public Reserve(String worker) {
      this(worker, List.of(), List.of(), 0);
    }
  }

  /**
   * The worker has completed this attempt. Repeated for a completed job it is accepted without an
   * event. Refused as {@code UNKNOWN_JOB}, {@code RESULT_TOO_LARGE}, or as {@code LATE} if the
   * attempt no longer holds the job.
   *
   * @param result what it gave, kept with the job; or {@link Payload#EMPTY}
   */
  record Ack(JobId id, int attempt, Payload result) implements Command {
    /** Refuses null. */
    public Ack {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(result, "result");
    }

    /** Without a result. */
    public Ack(JobId id, int attempt) {
      this(id, attempt, Payload.EMPTY);
    }
  }

  /**
   * A heartbeat: the worker is alive and holds the job for longer. Refused as {@code UNKNOWN_JOB},
   * {@code PROGRESS_TOO_LARGE}, or as {@code LATE}: then the job is lost to it.
   *
   * @param leaseMillis the lease ends so long from now; 0 leaves it to the job
   * @param progress what there is to say of it, or {@link Payload#EMPTY} for nothing new
   */
  record Extend(JobId id, int attempt, long leaseMillis, Payload progress) implements Command {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Extend {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(progress, "progress");
      checkNotNegative("leaseMillis", leaseMillis);
    }
  }

  /**
   * The worker gives the job back without having failed: that costs it no attempt. Refused as
   * {@code UNKNOWN_JOB} or {@code LATE}.
   *
   * @param delayMillis not to be served again before so long from now
   */
  record Release(JobId id, int attempt, long delayMillis) implements Command {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Release {
      Objects.requireNonNull(id, "id");
      checkNotNegative("delayMillis", delayMillis);
    }
  }

  /**
   * The worker gives up this attempt. Refused as {@code UNKNOWN_JOB} or {@code LATE}.
   *
   * @param error what was wrong, for people
   * @param errorType what kind of error, or ""
   * @param then what it is to come to
   * @param entropy any number, drawn by chance, for the jitter of the backoff
   */
  record Fail(JobId id, int attempt, String error, String errorType, Then then, long entropy)
      implements Command {
    /** Refuses null. */
    public Fail {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(error, "error");
      Objects.requireNonNull(errorType, "errorType");
      Objects.requireNonNull(then, "then");
    }

    /** With nothing said but the message. */
    public Fail(JobId id, int attempt, String error) {
      this(id, attempt, error, "", Then.RETRY, 0);
    }
  }

  /**
   * What a failure leads to.
   *
   * @param retryable false if another attempt would fail as well: the job is dead
   * @param afterMillis the wait before the next attempt; empty leaves it to the backoff
   */
  record Then(boolean retryable, Optional<Long> afterMillis) {
    /** As the rules say. */
    public static final Then RETRY = new Then(true, Optional.empty());

    /** No further attempt. */
    public static final Then DIE = new Then(false, Optional.empty());

    /**
     * Checks the wait.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Then {
      afterMillis.ifPresent(millis -> checkNotNegative("afterMillis", millis));
    }

    /** Another attempt, so long from now, if there is one left. */
    public static Then retryAfter(long millis) {
      return new Then(true, Optional.of(millis));
    }
  }

  /**
   * Call a job off. What waits is cancelled at once. A job in flight is only marked: its worker
   * sees that at its next heartbeat, and whatever ends the attempt but an {@link Ack} ends the job.
   * Accepted without an event if the job is cancelled already, or marked. Refused as {@code
   * UNKNOWN_JOB}, or as {@code WRONG_STATE} if it is completed or dead.
   */
  record Cancel(JobId id, String reason) implements Command {
    /** Refuses null. */
    public Cancel {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * Put a dead or cancelled job back into the queue, with all its chances. Accepted without an
   * event if it waits or is in flight. Refused as {@code UNKNOWN_JOB}, or as {@code WRONG_STATE} if
   * it is completed.
   */
  record Requeue(JobId id) implements Command {
    /** Refuses null. */
    public Requeue {
      Objects.requireNonNull(id, "id");
    }
  }

  /**
   * Remove a job that has reached its end from memory. Its names stand for it until its {@linkplain
   * JobSpec#dedupMillis() window} has passed. Refused as {@code UNKNOWN_JOB}, or as {@code
   * WRONG_STATE} if it has not ended or others wait for it.
   */
  record Forget(JobId id) implements Command {
    /** Refuses null. */
    public Forget {
      Objects.requireNonNull(id, "id");
    }
  }

  /** Open, pause or drain a queue; it is made if need be. Refused as {@code TOO_MANY_QUEUES}. */
  record SetMode(String queue, QueueMode mode) implements Command {
    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is empty, too long or holds control characters
     */
    public SetMode {
      Names.check("a queue's name", queue, JobSpec.NAME_LENGTH_MAX);
      Objects.requireNonNull(mode, "mode");
    }
  }

  /** Set what holds for a queue; it is made if need be. Refused as {@code TOO_MANY_QUEUES}. */
  record Configure(String queue, QueueSettings settings) implements Command {
    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is empty, too long or holds control characters
     */
    public Configure {
      Names.check("a queue's name", queue, JobSpec.NAME_LENGTH_MAX);
      Objects.requireNonNull(settings, "settings");
    }
  }

  /**
   * Set a recurring job, first due at this moment. Accepted without an event if the very same is
   * set already. Refused as {@code TOO_MANY_SCHEDULES}, or as an {@link Enqueue} of the template is
   * for its sizes.
   */
  record PutSchedule(Schedule schedule, long nextAtMillis) implements Command {
    /**
     * Checks the moment.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public PutSchedule {
      Objects.requireNonNull(schedule, "schedule");
      checkNotNegative("nextAtMillis", nextAtMillis);
    }
  }

  /** Remove a recurring job; its runs stay. Refused as {@code UNKNOWN_SCHEDULE}. */
  record RemoveSchedule(String name) implements Command {
    /** Refuses null. */
    public RemoveSchedule {
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * A recurring job is due. Refused as {@code UNKNOWN_SCHEDULE}, as {@code WRONG_STATE} if it is
   * not due, or as an {@link Enqueue} of the run is.
   *
   * @param run the id under which it is enqueued, the same each time this moment is asked for;
   *     empty to leave this run out
   * @param nextAtMillis when it is due next, later than now
   */
  record Fire(String name, Optional<JobId> run, long nextAtMillis) implements Command {
    /** Refuses null. */
    public Fire {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(run, "run");
    }
  }

  /**
   * Settle what is due, at most this many jobs: leases that have run out, jobs whose dependency is
   * lost, jobs that came too late, finished jobs that are kept no longer, failed attempts whose
   * verdict a crash cut off. If nothing else happens, but a job's time has come or a rate allows
   * more, it says so with a {@link Event.Tick}. Due whenever {@link JobMachine#nextDueMillis()} has
   * come; never refused.
   *
   * @param entropy any number, drawn by chance, for the jitter of backoffs
   */
  record Expire(int jobsMax, long entropy) implements Command {
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
   * The process in which all leases were held is gone: take back a batch of new jobs that the log
   * cut off, then put at most this many jobs that are in flight back into the queue. That spends no
   * retry; a job that was interrupted {@link Limits#interruptionsMax()} times is dead instead.
   * Repeat until it yields no event. Never refused.
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

  private static void checkNotNegative(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " must be 0 or more, not " + value);
    }
  }
}
