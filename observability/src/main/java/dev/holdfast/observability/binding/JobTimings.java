package dev.holdfast.observability.binding;

/** Hears how long the operations of producers and consumers took. Called by any thread. */
public interface JobTimings {

  /**
   * Jobs were added, or were to be.
   *
   * @param queue the queue of all of them, or "" if they are in several
   * @param nanos until the answer was there, which is when they were durable
   * @param errorType the class of what went wrong, or ""
   */
  void enqueued(String queue, int jobs, long nanos, String errorType);

  /**
   * A handler has ended.
   *
   * @param nanos how long it worked
   * @param errorType the class of what it threw, {@code timeout} if its lease was over, or ""
   */
  void processed(String queue, String type, long nanos, String errorType);
}
