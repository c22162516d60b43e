package dev.holdfast.engine.internal;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The values that one field of a cron rule allows. Immutable.
 *
 * @param values one bit for each, the lowest for 0
 * @param isAll whether these are all that there are
 * @param beginsWithStar whether it is written so
 */
record CronField(long values, boolean isAll, boolean beginsWithStar) {
  /** No value. */
  static final int NONE = -1;

  static final Kind SECOND = new Kind("second", 0, 59, List.of(), 0);
  static final Kind MINUTE = new Kind("minute", 0, 59, List.of(), 0);
  static final Kind HOUR = new Kind("hour", 0, 23, List.of(), 0);
  static final Kind DAY_OF_MONTH = new Kind("day of month", 1, 31, List.of(), 0);
  static final Kind MONTH =
      new Kind(
          "month",
          1,
          12,
          List.of(
              "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
          1);
  static final Kind DAY_OF_WEEK =
      new Kind("day of week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), 0);

  /** What other calendars of this kind have: last day, nearest weekday, n-th weekday. */
  private static final Pattern FROM_ELSEWHERE = Pattern.compile("LW|L(-.*)?|\\w+[LW]|.*#.*");

  private static final Pattern WORD =
      Pattern.compile("(?:[0-9*?/,#LW-]|%s)+".formatted(String.join("|", allNames())));

  private static List<String> allNames() {
    return List.of(MONTH, DAY_OF_WEEK).stream().flatMap(kind -> kind.names.stream()).toList();
  }

  /** Whether it is meant as a field, right or wrong, and not as a time zone. */
  static boolean looksLikeOne(String word) {
    return WORD.matcher(word.toUpperCase(Locale.ROOT)).matches();
  }

  boolean contains(int value) {
    return (values >>> value & 1) != 0;
  }

  /** The smallest value. */
  int first() {
    return Long.numberOfTrailingZeros(values);
  }

  /** The smallest value that is not below this one, or {@link #NONE}. */
  int firstFrom(int value) {
    long rest = value >= Long.SIZE ? 0 : values & -1L << value;
    return rest == 0 ? NONE : Long.numberOfTrailingZeros(rest);
  }

  /**
   * One of the six.
   *
   * @param firstName what the first of the names stands for
   */
  record Kind(String name, int min, int max, List<String> names, int firstName) {

    private static final int SUNDAY = 7;

    /**
     * The values that this text allows.
     *
     * @throws IllegalArgumentException if it is wrong; the message names the field and its range
     */
    CronField parse(String text) {
      long values = 0;
      for (String item : text.toUpperCase(Locale.ROOT).split(",", -1)) {
        values |= item(item);
      }
      if (isDayOfWeek()) {
        values = (values & 1) << SUNDAY | (values & ~1L);
      }
      long all = isDayOfWeek() ? bits(1, SUNDAY, 1) : bits(min, max, 1);
      return new CronField(values, values == all, text.startsWith("*") || text.startsWith("?"));
    }

    private boolean isDayOfWeek() {
      return max == SUNDAY;
    }

    private long item(String item) {
      if (item.equals("?") && (isDayOfWeek() || max == 31)) {
        return bits(min, max, 1);
      }
      String[] parts = item.split("/", -1);
      if (parts.length > 2) {
        throw wrong(item);
      }
      int step = parts.length == 1 ? 1 : number(parts[1], 1, Math.max(1, max - min), item);
      return range(parts[0], parts.length > 1, step, item);
    }

    private long range(String range, boolean hasStep, int step, String item) {
      if (range.equals("*")) {
        return bits(min, last(), step);
      }
      String[] ends = range.split("-", -1);
      if (ends.length > 2) {
        throw wrong(item);
      }
      int from = value(ends[0], item);
      if (ends.length == 1) {
        return bits(from, hasStep ? Math.max(from, last()) : from, step);
      }
      int to = value(ends[1], item);
      if (to == 0 && from > 0 && isDayOfWeek()) {
        to = SUNDAY;
      }
      if (to < from) {
        throw new IllegalArgumentException(
            "the %s \"%s\" goes backwards; make it two ranges".formatted(name, item));
      }
      return bits(from, to, step);
    }

    /** The last of a week is Saturday, although Sunday may be called 7. */
    private int last() {
      return isDayOfWeek() ? max - 1 : max;
    }

    private int value(String text, String item) {
      int named = names.indexOf(text);
      return named >= 0 ? firstName + named : number(text, min, max, item);
    }

    private int number(String text, int least, int most, String item) {
      if (!text.matches("\\d{1,4}")) {
        throw wrong(item);
      }
      int number = Integer.parseInt(text);
      if (number < least || number > most) {
        throw wrong(item);
      }
      return number;
    }

    private IllegalArgumentException wrong(String item) {
      String orNames =
          names.isEmpty() ? "" : " or %s to %s".formatted(names.getFirst(), names.getLast());
      String unsupported =
          FROM_ELSEWHERE.matcher(item).matches() ? "; L, W and # are not supported" : "";
      return new IllegalArgumentException(
          "the %s must be %d to %d%s, with ranges, lists and steps, not \"%s\"%s"
              .formatted(name, min, max, orNames, item, unsupported));
    }

    private static long bits(int from, int to, int step) {
      long bits = 0;
      for (int value = from; value <= to; value += step) {
        bits |= 1L << value;
      }
      return bits;
    }
  }
}
