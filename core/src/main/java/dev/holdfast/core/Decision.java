package dev.holdfast.core;

import java.util.List;

/** What the machine answers to a command. Immutable. */
public sealed interface Decision {

  /**
   * The command is granted.
   *
   * @param events what happens in consequence, to be logged and applied in this order; none if the
   *     wish is fulfilled already
   */
  record Accepted(List<Event> events) implements Decision {
    static final Accepted NOTHING = new Accepted(List.of());

    /** Copies the list. */
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /**
   * The command is refused and nothing happens.
   *
   * @param reason why, for programs
   * @param subject the job, queue or schedule that it was refused for
   * @param message why, for people
   */
  record Rejected(Reason reason, String subject, String message) implements Decision {}

  /** Why a command is refused. */
  enum Reason {
    /** The batch has more jobs than {@link Limits#batchJobsMax()}. */
    BATCH_TOO_LARGE,
    /** A payload has more bytes than {@link Limits#payloadBytesMax()}. */
    PAYLOAD_TOO_LARGE,
    /** The headers have more bytes than {@link Limits#headersBytesMax()}. */
    HEADERS_TOO_LARGE,
    /** A result has more bytes than {@link Limits#resultBytesMax()}. */
    RESULT_TOO_LARGE,
    /** A word on progress has more bytes than {@link Limits#progressBytesMax()}. */
    PROGRESS_TOO_LARGE,
    /** A job depends on more jobs than {@link Limits#dependenciesMax()}. */
    TOO_MANY_DEPENDENCIES,
    /** The batch names an id or an idempotency key twice. */
    DUPLICATE_IN_BATCH,
    /** The id belongs to another job. */
    ID_CONFLICT,
    /** A job depends on a job that is neither known nor in the batch. */
    MISSING_DEPENDENCY,
    /** Jobs of the batch wait for each other in a circle. */
    DEPENDENCY_CYCLE,
    /**
     * With the batch there would be more jobs than {@link Limits#jobsMax()}, or more unfinished
     * ones in a queue than {@link QueueSettings#depthMax()}.
     */
    QUEUE_FULL,
    /** The queue is draining and takes no jobs. */
    QUEUE_DRAINING,
    /** There would be more queues than {@link Limits#queuesMax()}. */
    TOO_MANY_QUEUES,
    /** There would be more schedules than {@link Limits#schedulesMax()}. */
    TOO_MANY_SCHEDULES,
    /** There is no job with this id. */
    UNKNOWN_JOB,
    /** There is no schedule with this name. */
    UNKNOWN_SCHEDULE,
    /** Where the job or schedule stands, this cannot be done to it. */
    WRONG_STATE,
    /** This attempt does not hold the job, or no longer. */
    LATE
  }
}
