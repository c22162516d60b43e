package dev.holdfast.engine;

import dev.holdfast.engine.internal.Cron;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a recurring job is due: the meaning of a {@link dev.holdfast.core.Schedule}'s rule.
 * Immutable.
 *
 * <p>A rule is one of these, and may end in {@code missed skip}, {@code missed latest} or {@code
 * missed all}, see {@link Missed}:
 *
 * <ul>
 *   <li>{@code every 90s}, {@code every PT5M}: at a fixed distance from the first run. Units are
 *       {@code ms}, {@code s}, {@code m}, {@code h}, and {@code d} for 24 hours; from 1 ms to 3,650
 *       days.
 *   <li>{@code cron 0 3 * * MON-FRI Europe/London}: minute (0-59), hour (0-23), day of month
 *       (1-31), month (1-12 or JAN-DEC), day of week (0-7 or SUN-SAT; 0 and 7 are Sunday), and a
 *       time zone, which is UTC if it is not said. With six fields, the first is the second (0-59).
 *       A field is {@code *}, a number, a range {@code 1-5}, either with a step as in {@code
 *       *}{@code /10} or {@code 8-18/2}, a start with a step ({@code 5/15} is {@code 5-59/15}), or
 *       a list of these. {@code ?} is {@code *} in the two fields of days.
 *   <li>{@code @yearly}, {@code @monthly}, {@code @weekly} (Sunday), {@code @daily},
 *       {@code @hourly}, with or without {@code cron} before and a time zone behind.
 * </ul>
 *
 * <p>As in Vixie's cron, a day matches if either of the two fields of days does, unless one of them
 * begins with {@code *}: then both must.
 *
 * <p>Where a clock is put forward or back: a rule for all 24 hours follows the hours that pass, so
 * it runs in both passes of a repeated hour, and nothing is made up for a skipped one. Any other
 * rule names times of the day: one that is skipped runs at the moment at which the clock goes on,
 * all that are skipped together once; one that comes twice runs the first time.
 */
public final class Recurrence {
  /** So many missed runs are made up for at most, the latest. */
  public static final int MADE_UP_MAX = 1_000;

  /** A run that is no later than this is not missed, only late. */
  public static final Duration LATENESS_MAX = Duration.ofMinutes(1);

  private static final Duration INTERVAL_MIN = Duration.ofMillis(1);
  private static final Duration INTERVAL_MAX = Duration.ofDays(3650);
  private static final Pattern SHORT_INTERVAL = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

  /** What becomes of runs whose moment has passed while nobody looked. */
  public enum Missed {
    /** A run that is more than {@link #LATENESS_MAX} late is left out, and so are all behind it. */
    SKIP,
    /** One run stands for all of them. */
    LATEST,
    /** Each is made up for, in order; of more than {@link #MADE_UP_MAX}, the latest so many. */
    ALL
  }

  /**
   * What is to be done about a run that is due.
   *
   * @param run its moment; empty if it is left out
   * @param next when the rule is due next. This may be past as well: then it is done at once
   */
  public record Firing(Optional<Instant> run, Instant next) {}

  private final String rule;
  private final @Nullable Cron cron;
  private final Duration interval;
  private final Missed missed;

  private Recurrence(String rule, @Nullable Cron cron, Duration interval, Missed missed) {
    this.rule = rule;
    this.cron = cron;
    this.interval = interval;
    this.missed = missed;
  }

  /**
   * What this rule means.
   *
   * @throws IllegalArgumentException if it means nothing, or would never run; the message names the
   *     field and what it may be
   */
  public static Recurrence parse(String rule) {
    List<String> words = Arrays.asList(rule.strip().split("\\s+"));
    try {
      int last = words.size() - 1;
      boolean saysMissed = last >= 1 && words.get(last - 1).equals("missed");
      Missed missed = saysMissed ? missed(words.get(last)) : Missed.LATEST;
      return parse(rule, saysMissed ? words.subList(0, last - 1) : words, missed);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("rule \"" + rule + "\": " + e.getMessage(), e);
    }
  }

  private static Recurrence parse(String rule, List<String> words, Missed missed) {
    String kind = words.isEmpty() ? "" : words.getFirst();
    if (kind.startsWith("@")) {
      return new Recurrence(rule, Cron.parse(words), Duration.ZERO, missed);
    }
    List<String> rest = words.subList(Math.min(1, words.size()), words.size());
    return switch (kind) {
      case "cron" -> new Recurrence(rule, Cron.parse(rest), Duration.ZERO, missed);
      case "every" -> new Recurrence(rule, null, interval(rest), missed);
      default ->
          throw new IllegalArgumentException(
              "it must begin with \"every\", \"cron\" or \"@\", not \"" + kind + "\"");
    };
  }

  private static Missed missed(String word) {
    return switch (word) {
      case "skip" -> Missed.SKIP;
      case "latest" -> Missed.LATEST;
      case "all" -> Missed.ALL;
      default ->
          throw new IllegalArgumentException(
              "missed must be skip, latest or all, not \"" + word + "\"");
    };
  }

  private static Duration interval(List<String> words) {
    if (words.size() != 1) {
      throw new IllegalArgumentException(
          "\"every\" takes one interval, such as 90s or PT5M, not " + words.size() + " words");
    }
    Duration interval = interval(words.getFirst());
    if (interval.compareTo(INTERVAL_MIN) < 0 || interval.compareTo(INTERVAL_MAX) > 0) {
      throw new IllegalArgumentException(
          "the interval must be 1 ms to 3650 days, not " + words.getFirst());
    }
    if (interval.toNanosPart() % 1_000_000 != 0) {
      throw new IllegalArgumentException(
          "the interval must be whole milliseconds, not " + words.getFirst());
    }
    return interval;
  }

  private static Duration interval(String word) {
    Matcher brief = SHORT_INTERVAL.matcher(word);
    try {
      return brief.matches()
          ? unit(brief.group(2)).multipliedBy(Long.parseLong(brief.group(1)))
          : Duration.parse(word);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "the interval must be such as 500ms, 90s, 5m, 2h, 1d or PT5M, not \"" + word + "\"", e);
    }
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }

  /** The rule as it was written. */
  public String text() {
    return rule;
  }

  /** What becomes of missed runs. */
  public Missed missed() {
    return missed;
  }

  /**
   * The first moment after this one. Of a rule that was just made, that is its first run. An
   * interval is counted from the moment that is given, so give that of a run.
   */
  public Instant firstAfter(Instant moment) {
    return cron == null ? moment.plus(interval) : cron.nextAfter(moment);
  }

  /**
   * What is to be done now about a run that is due.
   *
   * @param due the moment of the earliest run that is not done
   * @param now no earlier than that
   * @throws IllegalArgumentException if it is earlier
   */
  public Firing fire(Instant due, Instant now) {
    if (now.isBefore(due)) {
      throw new IllegalArgumentException("what is due at " + due + " is not due at " + now);
    }
    return switch (missed) {
      case SKIP -> {
        boolean late = Duration.between(due, now).compareTo(LATENESS_MAX) <= 0;
        yield new Firing(late ? Optional.of(due) : Optional.empty(), beyond(due, now));
      }
      case LATEST -> new Firing(Optional.of(due), beyond(due, now));
      case ALL ->
          areTooMany(due, now)
              ? new Firing(Optional.empty(), startOfLatest(due, now))
              : new Firing(Optional.of(due), firstAfter(due));
    };
  }

  private Instant beyond(Instant due, Instant now) {
    return cron == null ? lastUpTo(due, now).plus(interval) : cron.nextAfter(now);
  }

  /** Of an interval, the last moment up to {@code now}. */
  private Instant lastUpTo(Instant due, Instant now) {
    return due.plus(interval.multipliedBy(Duration.between(due, now).dividedBy(interval)));
  }

  /** Whether there are more runs from {@code due} to {@code now} than are made up for. */
  private boolean areTooMany(Instant due, Instant now) {
    if (cron == null) {
      return Duration.between(due, now).dividedBy(interval) >= MADE_UP_MAX;
    }
    // At most one each second, so most of the time there is no need to count.
    return Duration.between(due, now).toSeconds() >= MADE_UP_MAX
        && countFrom(due, now) > MADE_UP_MAX;
  }

  /**
   * How many runs there are from this one to {@code now}, counted to one more than is asked for.
   */
  private int countFrom(Instant first, Instant now) {
    int count = 0;
    for (Instant run = first; count <= MADE_UP_MAX && !run.isAfter(now); run = firstAfter(run)) {
      count++;
    }
    return count;
  }

  /** The earliest of the latest runs, when there are too many. */
  private Instant startOfLatest(Instant due, Instant now) {
    if (cron == null) {
      return lastUpTo(due, now).minus(interval.multipliedBy(MADE_UP_MAX - 1L));
    }
    ArrayDeque<Instant> runs = new ArrayDeque<>();
    for (Instant run = nearEnough(due, now); !run.isAfter(now); run = firstAfter(run)) {
      if (runs.size() == MADE_UP_MAX) {
        runs.removeFirst();
      }
      runs.addLast(run);
    }
    return runs.getFirst();
  }

  /**
   * A run with enough behind it, but not a year's: a rule for each second may have been missed for
   * long.
   */
  private Instant nearEnough(Instant due, Instant now) {
    Duration back = Duration.ofSeconds(MADE_UP_MAX);
    while (back.compareTo(Duration.between(due, now)) < 0) {
      Instant run = firstAfter(now.minus(back));
      if (countFrom(run, now) > MADE_UP_MAX) {
        return run;
      }
      back = back.multipliedBy(2);
    }
    return due;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Recurrence that && rule.equals(that.rule);
  }

  @Override
  public int hashCode() {
    return rule.hashCode();
  }

  @Override
  public String toString() {
    return rule;
  }
}
