package dev.holdfast.concurrency;

/**
 * Hears what happens in a {@link WorkerPool}, on the thread on which it happens: be quick. What a
 * listener throws goes to that thread's uncaught-exception handler and changes nothing.
 */
public interface WorkerPoolListener {
  /** Hears nothing. */
  WorkerPoolListener NOOP = new WorkerPoolListener() {};

  /** How a task ended. */
  enum Outcome {
    /** It returned. */
    SUCCEEDED,
    /** It threw. */
    FAILED,
    /** Its deadline passed, while it ran or while it waited for a worker. */
    TIMED_OUT,
    /** Its future was cancelled, or the pool was shut down. */
    CANCELLED
  }

  /**
   * A task has been accepted.
   *
   * @param queueLength how many wait for a worker, this one included
   */
  default void taskQueued(int queueLength) {}

  /** A task was refused: no room, called off before there was any, or the pool is shut down. */
  default void taskRejected() {}

  /**
   * A worker begins with a task.
   *
   * @param queueNanos how long it waited for the worker
   */
  default void taskStarted(long queueNanos) {}

  /**
   * A task has ended and its worker is free; also called for tasks that never began.
   *
   * @param queueNanos how long it waited for the worker
   * @param runNanos how long it ran; 0 if it never began
   */
  default void taskEnded(Outcome outcome, long queueNanos, long runNanos) {}

  /**
   * A task ignores its interrupt and keeps its worker; called once a task.
   *
   * @param thread the thread that is stuck, for its stack trace
   * @param runNanos how long it has run so far
   */
  default void taskStuck(Thread thread, long runNanos) {}
}
