package dev.holdfast.core;

import dev.holdfast.core.internal.Names;

/**
 * Something that happened to one job: what the log holds, and all that ever changes a machine.
 *
 * <p>An event names the outcome, not the wish, so that a replay needs neither the rules nor the
 * clock of the day on which it was written. Immutable.
 */
public sealed interface Event {

  /** The job that it happened to. */
  JobId id();

  /** When, in milliseconds since the epoch. */
  long atMillis();

  /** The event's name in the log, such as {@code "DISPATCH"}. */
  default String wireName() {
    return switch (this) {
      case Enqueue _ -> "ENQUEUE";
      case Dispatch _ -> "DISPATCH";
      case Ack _ -> "ACK";
      case Timeout _ -> "TIMEOUT";
      case Fail _ -> "FAIL";
      case Retry _ -> "RETRY";
      case Dead _ -> "DEAD";
    };
  }

  /** A job came into the queue. */
  record Enqueue(JobSpec job, long atMillis) implements Event {
    /** Checks the moment. */
    public Enqueue {
      checkMoment(atMillis);
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
      implements Event {
    /** Checks the numbers and the worker's name. */
    public Dispatch {
      checkAttempt(1, attempt);
      Names.check("a worker's name", worker, Command.WORKER_LENGTH_MAX);
      if (deadlineMillis <= 0) {
        throw new IllegalArgumentException("a deadline must be positive, not " + deadlineMillis);
      }
      checkMoment(atMillis);
    }
  }

  /** The worker completed the job. */
  record Ack(JobId id, int attempt, long atMillis) implements Event {
    /** Checks the numbers. */
    public Ack {
      checkAttempt(1, attempt);
      checkMoment(atMillis);
    }
  }

  /** The lease ran out: the attempt failed. A {@link Retry} or {@link Dead} follows. */
  record Timeout(JobId id, int attempt, long atMillis) implements Event {
    /** Checks the numbers. */
    public Timeout {
      checkAttempt(1, attempt);
      checkMoment(atMillis);
    }
  }

  /** The worker gave up: the attempt failed. A {@link Retry} or {@link Dead} follows. */
  record Fail(JobId id, int attempt, String error, long atMillis) implements Event {
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
   * @param runAtMillis not to be served before this moment; 0 is at once
   */
  record Retry(JobId id, int attempt, int failures, long runAtMillis, long atMillis)
      implements Event {
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
  record Dead(JobId id, int attempt, String reason, long atMillis) implements Event {
    /** Checks the numbers. */
    public Dead {
      checkAttempt(0, attempt);
      checkMoment(atMillis);
    }
  }

  private static void checkAttempt(int min, int attempt) {
    if (attempt < min) {
      throw new IllegalArgumentException("an attempt must be at least " + min + ", not " + attempt);
    }
  }

  private static void checkMoment(long atMillis) {
    if (atMillis < 0) {
      throw new IllegalArgumentException("a moment must be 0 or later, not " + atMillis);
    }
  }
}
