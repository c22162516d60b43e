package dev.holdfast.bench.engine;

/** A durable queue to be measured. */
interface JobQueue {

  /** One of those who use it, with what only one thread may have. */
  Caller caller() throws Exception;

  /** How many callers it can have at once. */
  default int callersMax() {
    return Integer.MAX_VALUE;
  }

  /** Stops it; once. */
  void end() throws Exception;

  /** Used by one thread. */
  interface Caller {
    /**
     * Puts a job in, takes a job out (not always the same one) and ends it, each acknowledged only
     * when it is on the disk.
     */
    void cycle() throws Exception;

    /** Lets go of what it has; once. */
    default void end() throws Exception {}
  }
}
