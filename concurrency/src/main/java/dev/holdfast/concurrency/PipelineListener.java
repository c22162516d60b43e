package dev.holdfast.concurrency;

/**
 * Hears what happens in a {@link Pipeline}, on the threads of its stages: be quick. What a listener
 * throws goes to that thread's uncaught-exception handler and changes nothing.
 */
public interface PipelineListener {
  /** Hears nothing. */
  PipelineListener NOOP = new PipelineListener() {};

  /**
   * A stage is done with an item.
   *
   * @param workNanos how long the work took, without waiting for items or for room
   * @param failed whether it threw, which ends the run
   */
  default void itemDone(String stage, long workNanos, boolean failed) {}
}
