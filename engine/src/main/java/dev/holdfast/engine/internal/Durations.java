package dev.holdfast.engine.internal;

import java.time.Duration;

/** Durations as whole numbers; one that is too long for them becomes the longest that they have. */
public final class Durations {

  private Durations() {}

  /** In milliseconds, as {@link Duration#toMillis} cuts them. */
  public static long millis(Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException _) {
      return end(duration);
    }
  }

  /** In nanoseconds. */
  public static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException _) {
      return end(duration);
    }
  }

  private static long end(Duration tooLong) {
    return tooLong.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
