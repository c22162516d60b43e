package dev.holdfast.core;

import dev.holdfast.core.internal.Names;

/**
 * Something that happened: what the log holds, and all that ever changes a machine.
 *
 * <p>An event names the outcome, not the wish, so that a replay needs neither the rules nor the
 * clock of the day on which it was written. Immutable. Those that happen to one job are {@link
 * OfJob}.
 */
public sealed interface Event {

  /** When, in milliseconds since the epoch. */
  long atMillis();

  /** The event's name in the log, such as {@code "DISPATCH"}. */
  default String wireName() {
    return switch (this) {
      case Enqueue _ -> "ENQUEUE";
      case Dispatch _ -> "DISPATCH";
      case Ack _ -> "ACK";
      case Extend _ -> "EXTEND";
      case Timeout _ -> "TIMEOUT";
      case Fail _ -> "FAIL";
      case Retry _ -> "RETRY";
      case Dead _ -> "DEAD";
      case Cancel _ -> "CANCEL";
      case Requeue _ -> "REQUEUE";
      case Forget _ -> "FORGET";
      case Mode mode ->
          switch (mode.mode()) {
            case OPEN -> "RESUME";
            case PAUSED -> "PAUSE";
            case DRAINING -> "DRAIN";
          };
      case Configure _ -> "CONFIGURE";
      case Scheduled _ -> "SCHEDULE";
      case Unscheduled _ -> "UNSCHEDULE";
      case Fired _ -> "FIRE";
      case Tick _ -> "TICK";
    };
  }

  /** An event of one job. */
  sealed interface OfJob extends Event {
    /** The job that it happened to. */
    JobId id();
  }

  /**
   * A job came into the queue.
   *
   * @param more how many jobs of the same batch follow, each as the very next event
   */
  record Enqueue(JobSpec job, int more, long atMillis) implements OfJob {
    /** Checks the numbers. */
    public Enqueue {
      if (more < 0) {
        throw new IllegalArgumentException("what follows in a batch is 0 or more, not " + more);
      }
      checkMoment(atMillis);
    }

    /** Alone, or the last of its batch. */
    public Enqueue(JobSpec job, long atMillis) {
      this(job, 0, atMillis);
    }

    @Override
    public JobId id() {
      return job.id();
    }
  }

  /**
   * A worker got the job under a lease.
   *
   * @param attempt the how-manieth dispatch of this job it is, from 1: the fencing token of the
   *     lease
   * @param deadlineMillis when the lease runs out
   */
  record Dispatch(JobId id, int attempt, String worker, long deadlineMillis, long atMillis)
      implements OfJob {
    /** Checks the numbers and the worker's name. */
    public Dispatch {
      checkAttempt(1, attempt);
      Names.check("a worker's name", worker, Command.WORKER_LENGTH_MAX);
      checkDeadline(deadlineMillis);
      checkMoment(atMillis);
    }
  }

  /**
   * The worker completed the job.
   *
   * @param result what it gave, or {@link Payload#EMPTY}
   */
  record Ack(JobId id, int attempt, Payload result, long atMillis) implements OfJob {
    /** Checks the numbers. */
    public Ack {
      checkAttempt(1, attempt);
      checkMoment(atMillis);
    }

    /** Without a result. */
    public Ack(JobId id, int attempt, long atMillis) {
      this(id, attempt, Payload.EMPTY, atMillis);
    }
  }

  /**
   * The worker holds the job for longer.
   *
   * @param deadlineMillis when the lease runs out now
   * @param progress what it said, or {@link Payload#EMPTY} for nothing new
   */
  record Extend(JobId id, int attempt, long deadlineMillis, Payload progress, long atMillis)
      implements OfJob {
    /** Checks the numbers. */
    public Extend {
      checkAttempt(1, attempt);
      checkDeadline(deadlineMillis);
      checkMoment(atMillis);
    }
  }

  /** The lease ran out: the attempt failed. What it comes to is the next event. */
  record Timeout(JobId id, int attempt, long atMillis) implements OfJob {
    /** Checks the numbers. */
    public Timeout {
      checkAttempt(1, attempt);
      checkMoment(atMillis);
    }
  }

  /**
   * The worker gave up: the attempt failed. What it comes to is the next event.
   *
   * @param errorType what kind of error, or ""
   */
  record Fail(JobId id, int attempt, String error, String errorType, long atMillis)
      implements OfJob {
    /** Checks the numbers. */
    public Fail {
      checkAttempt(1, attempt);
      checkMoment(atMillis);
    }
  }

  /**
   * The job went back to the queue.
   *
   * @param failures how many failed attempts it has now
   * @param released whether its worker gave it back; else it failed just before, or its process
   *     died
   * @param runAtMillis not to be served before this moment; 0 is at once
   */
  record Retry(
      JobId id, int attempt, int failures, boolean released, long runAtMillis, long atMillis)
      implements OfJob {
    /** Checks the numbers. */
    public Retry {
      checkAttempt(1, attempt);
      if (failures < 0 || runAtMillis < 0) {
        throw new IllegalArgumentException(
            "failures and run-at must not be negative: " + failures + ", " + runAtMillis);
      }
      checkMoment(atMillis);
    }
  }

  /** The job was given up. */
  record Dead(JobId id, int attempt, String reason, long atMillis) implements OfJob {
    /** Checks the numbers. */
    public Dead {
      checkAttempt(0, attempt);
      checkMoment(atMillis);
    }
  }

  /**
   * The job was called off.
   *
   * @param requested true if it is in flight and only marked: the end of the attempt will be its
   *     own
   */
  record Cancel(JobId id, int attempt, boolean requested, String reason, long atMillis)
      implements OfJob {
    /** Checks the numbers. */
    public Cancel {
      checkAttempt(requested ? 1 : 0, attempt);
      checkMoment(atMillis);
    }
  }

  /** A dead or cancelled job went back to the queue, with all its chances. */
  record Requeue(JobId id, int attempt, long atMillis) implements OfJob {
    /** Checks the numbers. */
    public Requeue {
      checkAttempt(0, attempt);
      checkMoment(atMillis);
    }
  }

  /**
   * The job is remembered no longer.
   *
   * @param dedupUntilMillis until when its names stand for it all the same; 0 is not at all
   */
  record Forget(JobId id, long dedupUntilMillis, long atMillis) implements OfJob {
    /** Checks the numbers. */
    public Forget {
      if (dedupUntilMillis < 0) {
        throw new IllegalArgumentException(
            "the end of a window must be 0 or later, not " + dedupUntilMillis);
      }
      checkMoment(atMillis);
    }
  }

  /** A queue was opened, paused or drained. */
  record Mode(String queue, QueueMode mode, long atMillis) implements Event {
    /** Checks name and moment. */
    public Mode {
      Names.check("a queue's name", queue, JobSpec.NAME_LENGTH_MAX);
      checkMoment(atMillis);
    }
  }

  /** Something was set for a queue. */
  record Configure(String queue, QueueSettings settings, long atMillis) implements Event {
    /** Checks name and moment. */
    public Configure {
      Names.check("a queue's name", queue, JobSpec.NAME_LENGTH_MAX);
      checkMoment(atMillis);
    }
  }

  /** A recurring job was set, and is first due then. */
  record Scheduled(Schedule schedule, long nextAtMillis, long atMillis) implements Event {
    /** Checks the moments. */
    public Scheduled {
      checkMoment(nextAtMillis);
      checkMoment(atMillis);
    }
  }

  /** A recurring job was removed. */
  record Unscheduled(String name, long atMillis) implements Event {
    /** Checks the moment. */
    public Unscheduled {
      checkMoment(atMillis);
    }
  }

  /** A recurring job was due, and is due again then. */
  record Fired(String name, long nextAtMillis, long atMillis) implements Event {
    /** Checks the moments. */
    public Fired {
      checkMoment(nextAtMillis);
      checkMoment(atMillis);
    }
  }

  /**
   * Time has passed, and that matters to somebody: a job's time has come, or a rate allows more.
   */
  record Tick(long atMillis) implements Event {
    /** Checks the moment. */
    public Tick {
      checkMoment(atMillis);
    }
  }

  private static void checkAttempt(int min, int attempt) {
    if (attempt < min) {
      throw new IllegalArgumentException("an attempt must be at least " + min + ", not " + attempt);
    }
  }

  private static void checkDeadline(long deadlineMillis) {
    if (deadlineMillis <= 0) {
      throw new IllegalArgumentException("a deadline must be positive, not " + deadlineMillis);
    }
  }

  private static void checkMoment(long atMillis) {
    if (atMillis < 0) {
      throw new IllegalArgumentException("a moment must be 0 or later, not " + atMillis);
    }
  }
}
