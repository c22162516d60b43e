package dev.holdfast.pool;

/**
 * What a pool reports, none of it on the path of a borrow that finds an idle object. Called on the
 * thread that caused the event, or on the timer's; must be quick. What it throws goes to the
 * thread's handler of uncaught exceptions, and changes nothing for the pool or its borrowers.
 */
public interface PoolListener {
  /** Ignores everything. */
  PoolListener NOOP = new PoolListener() {};

  /** No idle object was found, and a new one was made. */
  default void created(String pool) {}

  /** An object came back and found no room. */
  default void dropped(String pool) {}

  /** Idle objects were given up because nobody had needed them for a while. */
  default void decayed(String pool, int count) {}

  /**
   * A borrowed object was garbage collected without having been released.
   *
   * @param site where it was borrowed, as a stack trace
   */
  default void leaked(String pool, Throwable site) {}

  /** The callback that closes objects threw. The object is gone from the pool all the same. */
  default void destroyFailed(String pool, Throwable cause) {}

  /** A borrower of a {@link BlockingPool} had to wait; reported whether or not it then got one. */
  default void waited(String pool, long nanos) {}
}
