package dev.holdfast.observability.otel;

/**
 * Says of a trace that is about to begin with an enqueueing whether it will be kept, so that
 * nothing need be made for those that will not. Thread safe.
 */
public interface EarlySampling {

  /**
   * Whether the trace will be kept.
   *
   * @param queue to which its first job goes
   * @param traceIdLow the lower half of its id
   */
  boolean isKept(String queue, long traceIdLow);

  /**
   * The next trace that begins on this thread has this id: it was chosen by it.
   *
   * @param traceId 32 hexadecimal digits
   */
  void beginWith(String traceId);
}
