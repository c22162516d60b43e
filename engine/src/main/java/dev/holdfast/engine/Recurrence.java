package dev.holdfast.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a recurring job is due. */
public final class Recurrence {
  private final String text;
  private final Duration interval;

  private Recurrence(String text, Duration interval) {
    this.text = text;
    this.interval = interval;
  }

  /** What one firing comes to. */
  public record Firing(Optional<Instant> run, Instant next) {}

  /** The rule of this text. */
  public static Recurrence parse(String text) {
    return new Recurrence(text, Duration.parse(text.substring("every ".length())));
  }

  /** The text. */
  public String text() {
    return text;
  }

  /** The first moment after this one. */
  public Instant firstAfter(Instant now) {
    return now.plus(interval);
  }

  /** What is to be done now for a moment that has come. */
  public Firing fire(Instant due, Instant now) {
    Instant next = due;
    while (!next.isAfter(now)) {
      next = next.plus(interval);
    }
    return new Firing(Optional.of(due), next);
  }
}
