package dev.holdfast.engine.internal;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * Turns moments into text and back, as {@link Instant} does: {@code 2024-01-01T10:00:00.250Z}. Most
 * events of a batch carry the same second, so that its text is made and read once. Not thread safe.
 */
final class Moments {
  private static final int MILLIS_PER_SECOND = 1000;
  private static final int FRACTION_CHARS = ".000Z".length();

  private long second;

  /** The text of the second, without the Z. */
  private String prefix = withoutZone(Instant.EPOCH);

  private long writtenMillis;
  private String written = Instant.EPOCH.toString();

  /** What was read need not be the one text that is written for it. */
  private long readMillis;

  private String read = written;

  private static String withoutZone(Instant instant) {
    String text = instant.toString();
    return text.substring(0, text.length() - 1);
  }

  String text(long wanted) {
    if (wanted != writtenMillis) {
      remember(Math.floorDiv(wanted, MILLIS_PER_SECOND));
      int fraction = Math.floorMod(wanted, MILLIS_PER_SECOND);
      written = fraction == 0 ? prefix + "Z" : prefix + "." + threeDigits(fraction) + "Z";
      writtenMillis = wanted;
    }
    return written;
  }

  private static String threeDigits(int number) {
    return String.valueOf(MILLIS_PER_SECOND + number).substring(1);
  }

  /**
   * The moment of this text.
   *
   * @throws IllegalArgumentException if it is none
   */
  long millis(String wanted) {
    if (!wanted.equals(read)) {
      readMillis = isOfSameSecond(wanted) ? fraction(wanted) : parse(wanted);
      read = wanted;
    }
    return readMillis;
  }

  private boolean isOfSameSecond(String wanted) {
    return wanted.length() == prefix.length() + FRACTION_CHARS
        && wanted.startsWith(prefix)
        && wanted.charAt(prefix.length()) == '.'
        && wanted.endsWith("Z")
        && isDigit(wanted.charAt(prefix.length() + 1))
        && isDigit(wanted.charAt(prefix.length() + 2))
        && isDigit(wanted.charAt(prefix.length() + 3));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private long fraction(String wanted) {
    int from = prefix.length() + 1;
    return second * MILLIS_PER_SECOND + Integer.parseInt(wanted, from, wanted.length() - 1, 10);
  }

  private long parse(String wanted) {
    try {
      long parsed = Instant.parse(wanted).toEpochMilli();
      remember(Math.floorDiv(parsed, MILLIS_PER_SECOND));
      return parsed;
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  private void remember(long newSecond) {
    if (newSecond != second) {
      prefix = withoutZone(Instant.ofEpochSecond(newSecond));
      second = newSecond;
    }
  }
}
