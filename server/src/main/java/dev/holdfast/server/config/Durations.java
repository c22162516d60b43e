package dev.holdfast.server.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 3s}, {@code 2m}, {@code 1h}. */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private Durations() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none; the message says what one looks like
   */
  public static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no duration: write a whole number and a unit, like 500ms, 3s or 2m");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /**
   * Writes one for a person, three digits at most: {@code 2.1 µs}, {@code 0.42 ms}, {@code 3 s},
   * {@code 2 m 5 s}.
   */
  public static String describe(Duration duration) {
    double millis = duration.toNanos() / 1e6;
    if (millis < 0.0995 && millis > 0) {
      return rounded(millis * 1000) + " µs";
    }
    if (millis < 1000) {
      return rounded(millis) + " ms";
    }
    if (millis < 60_000) {
      return rounded(millis / 1000) + " s";
    }
    return duration.toMinutes() + " m " + duration.toSecondsPart() + " s";
  }

  private static String rounded(double value) {
    int decimals = value >= 99.95 || value == Math.rint(value) ? 0 : value >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
