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
    /** Copies the list. */
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /**
   * The command is refused and nothing happens.
   *
   * @param reason why, for programs
   * @param id the job that it was refused for
   * @param message why, for people
   */
  record Rejected(Reason reason, JobId id, String message) implements Decision {}

  /** Why a command is refused. */
  enum Reason {
    /** The batch has more jobs than {@link Limits#batchJobsMax()}. */
    BATCH_TOO_LARGE,
    /** A payload has more bytes than {@link Limits#payloadBytesMax()}. */
    PAYLOAD_TOO_LARGE,
    /** A job depends on more jobs than {@link Limits#dependenciesMax()}. */
    TOO_MANY_DEPENDENCIES,
    /** The batch names an id twice. */
    DUPLICATE_IN_BATCH,
    /** The id belongs to another job. */
    ID_CONFLICT,
    /** A job depends on a job that is neither known nor in the batch. */
    MISSING_DEPENDENCY,
    /** Jobs of the batch wait for each other in a circle. */
    DEPENDENCY_CYCLE,
    /** With the batch there would be more jobs than {@link Limits#jobsMax()}. */
    QUEUE_FULL,
    /** There is no job with this id. */
    UNKNOWN_JOB,
    /** This attempt does not hold the job, or no longer. */
    LATE
  }
}
