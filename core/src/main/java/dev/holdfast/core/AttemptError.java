package dev.holdfast.core;

/**
 * How one attempt failed.
 *
 * @param attempt which one
 * @param message what was wrong, for people
 * @param type what kind of error, for programs, such as an exception's class; "" if that was not
 *     said, {@code "timeout"} if the lease ran out
 * @param atMillis when, in milliseconds since the epoch
 */
public record AttemptError(int attempt, String message, String type, long atMillis) {

  /** So many of a job's errors are kept, the latest. */
  public static final int KEPT_MAX = 10;

  /** The longest type, in UTF-16 characters; a longer one is cut. */
  public static final int TYPE_LENGTH_MAX = 200;

  /** The type of an error that is a lease that ran out. */
  public static final String TIMEOUT = "timeout";
}
