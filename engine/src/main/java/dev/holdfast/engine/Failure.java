package dev.holdfast.engine;

import dev.holdfast.core.Command;
import java.time.Duration;

/**
 * How an attempt failed, as its worker says. Immutable.
 *
 * @param message what was wrong, for people; long ones are cut
 * @param type what kind of error, such as the class of an exception; or ""
 * @param then whether another attempt is worth it, and when
 */
public record Failure(String message, String type, Command.Then then) {

  /** Try again as the rules of the queue say. */
  public static Failure of(String message) {
    return new Failure(message, "", Command.Then.RETRY);
  }

  /**
   * The same of an exception: its message, or its class where it has none, and its class. A {@link
   * JobFailedException} says itself what it means.
   */
  public static Failure of(Throwable error) {
    if (error instanceof JobFailedException said) {
      return said.failure();
    }
    String message = error.getMessage();
    String type = error.getClass().getName();
    return new Failure(
        message == null || message.isBlank() ? error.getClass().getSimpleName() : message,
        type,
        Command.Then.RETRY);
  }

  /** The same, but another attempt would fail as well: the job is dead. */
  public Failure permanent() {
    return new Failure(message, type, Command.Then.DIE);
  }

  /** The same, but another attempt is worth it after this time only. */
  public Failure retryAfter(Duration wait) {
    return new Failure(message, type, Command.Then.retryAfter(wait.toMillis()));
  }
}
