package dev.holdfast.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler that knows more of its failure than that it failed: that another attempt is
 * of no use, or when it is. Any other exception means: try again as the rules of the queue say.
 */
public final class JobFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Null once the exception has been through a stream, which keeps only its message. */
  private final transient @Nullable Failure failure;

  /** Fails the attempt like this. */
  public JobFailedException(Failure failure) {
    super(failure.message());
    this.failure = failure;
  }

  /** Fails the attempt like this, because of that. */
  public JobFailedException(Failure failure, Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
  }

  /** Another attempt would fail as well: the job is dead, for this reason; null is none. */
  public static JobFailedException permanent(String message) {
    return new JobFailedException(Failure.of(message).permanent());
  }

  /** Another attempt would fail as well: the job is dead, because of this. */
  public static JobFailedException permanent(Throwable cause) {
    return new JobFailedException(Failure.of(cause).permanent(), cause);
  }

  /** Another attempt is worth it after this time only, if one is left; a null message is none. */
  public static JobFailedException retryAfter(Duration wait, String message) {
    return new JobFailedException(Failure.of(message).retryAfter(wait));
  }

  /** Another attempt is worth it after this time only, if one is left. */
  public static JobFailedException retryAfter(Duration wait, Throwable cause) {
    return new JobFailedException(Failure.of(cause).retryAfter(wait), cause);
  }

  /** How the attempt failed. */
  public Failure failure() {
    return failure == null ? Failure.of(String.valueOf(getMessage())) : failure;
  }
}
