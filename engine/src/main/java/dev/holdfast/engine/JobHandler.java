package dev.holdfast.engine;

/** The work itself. One handler serves many jobs at once, each on its own virtual thread. */
@FunctionalInterface
public interface JobHandler {

  /**
   * Does one attempt of a job. A normal return completes the job; an exception makes the attempt
   * fail with the exception's message as the reason.
   *
   * <p>The thread is interrupted when the job's deadline passes. A handler that goes on regardless
   * keeps its worker busy, and what it returns is refused as late. A job may run more than once
   * (at-least-once): a crash, or a deadline, can fall between the work and its acknowledgement.
   *
   * @throws Exception if the attempt failed
   */
  void handle(JobContext job) throws Exception;
}
