package dev.holdfast.engine;

/** The work itself. One handler serves many jobs at once, each on a thread of its own. */
@FunctionalInterface
public interface JobHandler {

  /**
   * Does one attempt of a job. A normal return completes the job, with the {@linkplain
   * JobContext#result(dev.holdfast.core.Payload) result} that was set; an exception makes the
   * attempt fail as {@link Failure#of(Throwable)} says, a {@link JobFailedException} as itself
   * says.
   *
   * <p>The thread is interrupted when the job's lease ends, when a client calls the job off, and
   * when the workers close and the time to drain is over. A handler that goes on regardless keeps
   * its worker busy and is reported; what it returns after the end of its lease is refused as late.
   * A job may run more than once (at-least-once): a crash, or a deadline, can fall between the work
   * and its acknowledgement.
   *
   * @throws Exception if the attempt failed
   */
  void handle(JobContext job) throws Exception;
}
