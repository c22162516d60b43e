package dev.holdfast.server.wiring;

import dev.holdfast.engine.RecoveryReport;

/** Where a run tells a person how it goes. Thread safe. */
public interface RunDisplay {

  /** The queue was not new, and this was found. */
  void recovered(RecoveryReport report);

  /** Something that a person should look at; the run goes on. */
  void warn(String line);

  /** How far it is: called a few times a second, so most calls are not worth a line. */
  void progress(Progress progress);

  /**
   * How far a run is.
   *
   * @param jobs how many the files have
   * @param enqueued how many of them are in the queue
   * @param completed how many are done, those included that were done before this run
   * @param dead how many were given up
   * @param retried how many attempts had to be repeated
   */
  record Progress(long jobs, long enqueued, long completed, long dead, long retried) {

    /** How many have come to their end. */
    public long ended() {
      return completed + dead;
    }
  }
}
