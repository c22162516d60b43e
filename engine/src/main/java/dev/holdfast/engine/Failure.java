package dev.holdfast.engine;

import dev.holdfast.core.Command;
import dev.holdfast.engine.internal.Durations;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt failed, as its worker says. Immutable.
 *
 * @param message what was wrong, for people; long ones are cut
 * @param type what kind of error, such as the class of an exception; or ""
 * @param then whether another attempt is worth it, and when
 */
public record Failure(String message, String type, Command.Then then) {
  private static final String NO_MESSAGE = "no message";

  /** Refuses null. */
  public Failure {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(then, "then");
  }

  /**
   * Try again as the rules of the queue say.
   *
   * @param message null, as exceptions have it that bring none, becomes "no message"
   */
  public static Failure of(String message) {
    return new Failure(Objects.requireNonNullElse(message, NO_MESSAGE), "", Command.Then.RETRY);
  }

  /**
   * The same of an exception: its message, or its class where it has none, and its class. A {@link
   * JobFailedException} says itself what it means.
   */
  public static Failure of(Throwable error) {
    if (error instanceof JobFailedException said) {
      return said.failure();
    }
    String message = messageOf(error);
    String type = error.getClass().getName();
    return new Failure(
        message == null || message.isBlank() ? error.getClass().getSimpleName() : message,
        type,
        Command.Then.RETRY);
  }

  /** The code of an exception may fail as well; that must not cost the job its answer. */
  private static @Nullable String messageOf(Throwable error) {
    try {
      return error.getMessage();
    } catch (Throwable _) {
      return null;
    }
  }

  /** The same, but another attempt would fail as well: the job is dead. */
  public Failure permanent() {
    return new Failure(message, type, Command.Then.DIE);
  }

  /**
   * The same, but another attempt is worth it after this time only.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Failure retryAfter(Duration wait) {
    return new Failure(message, type, Command.Then.retryAfter(Durations.millis(wait)));
  }
}
