package dev.holdfast.engine.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Moments that a calendar tells, in the words of cron. See {@link dev.holdfast.engine.Recurrence}
 * for what they mean. Immutable.
 */
public final class Cron {
  private static final int FIELDS = 5;

  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  /**
   * Longer than the longest wait: 29 February falls on one weekday every 28 years, and every 40
   * where a leap day is left out.
   */
  private static final int SEARCH_YEARS = 60;

  private static final LocalDateTime SOME_MOMENT = LocalDateTime.of(2000, 1, 1, 0, 0);

  private final CronField seconds;
  private final CronField minutes;
  private final CronField hours;
  private final CronField daysOfMonth;
  private final CronField months;
  private final CronField daysOfWeek;
  private final ZoneId zone;

  private Cron(List<String> fields, ZoneId zone) {
    int first = fields.size() - FIELDS;
    this.seconds = CronField.SECOND.parse(first == 0 ? "0" : fields.getFirst());
    this.minutes = CronField.MINUTE.parse(fields.get(first));
    this.hours = CronField.HOUR.parse(fields.get(first + 1));
    this.daysOfMonth = CronField.DAY_OF_MONTH.parse(fields.get(first + 2));
    this.months = CronField.MONTH.parse(fields.get(first + 3));
    this.daysOfWeek = CronField.DAY_OF_WEEK.parse(fields.get(first + 4));
    this.zone = zone;
  }

  /**
   * What these words mean: five or six fields, or a nickname, and perhaps a time zone.
   *
   * @throws IllegalArgumentException if they mean nothing, or no moment
   */
  public static Cron parse(List<String> words) {
    if (!words.isEmpty() && words.getFirst().startsWith("@")) {
      return new Cron(nickname(words.getFirst()), zone(words.subList(1, words.size())));
    }
    int fields = 0;
    while (fields < words.size() && CronField.looksLikeOne(words.get(fields))) {
      fields++;
    }
    if (fields != FIELDS && fields != FIELDS + 1) {
      throw new IllegalArgumentException(
          "cron takes 5 fields (minute, hour, day of month, month, day of week), or 6 with the second before them, and a time zone; found %d fields"
              .formatted(fields));
    }
    Cron cron = new Cron(words.subList(0, fields), zone(words.subList(fields, words.size())));
    if (cron.firstAtOrAfter(SOME_MOMENT) == null) {
      throw new IllegalArgumentException(
          "it never runs: no month that it names has the day of month %s"
              .formatted(words.get(fields - 3)));
    }
    return cron;
  }

  private static List<String> nickname(String name) {
    String fields = NICKNAMES.get(name.toLowerCase(Locale.ROOT));
    if (fields == null) {
      throw new IllegalArgumentException(
          "\"%s\" is not one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly"
              .formatted(name));
    }
    return List.of(fields.split(" "));
  }

  private static ZoneId zone(List<String> words) {
    if (words.size() > 1) {
      throw new IllegalArgumentException(
          "nothing may follow the time zone but \"missed\", found \"" + words.get(1) + "\"");
    }
    try {
      return words.isEmpty() ? ZoneOffset.UTC : ZoneId.of(words.getFirst());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "\"%s\" is neither a field nor a time zone, such as Europe/London or +01:00"
              .formatted(words.getFirst()),
          e);
    }
  }

  /** The first moment after this one. */
  public Instant nextAfter(Instant moment) {
    Instant start = moment.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    return hours.isAll() ? nextByElapsedHours(start) : nextByTimeOfDay(start);
  }

  /** Each stretch between two changes of the clock is a calendar of its own. */
  private Instant nextByElapsedHours(Instant start) {
    ZoneRules rules = zone.getRules();
    Instant from = start;
    while (true) {
      ZoneOffset offset = rules.getOffset(from);
      Instant found = mustFind(LocalDateTime.ofInstant(from, offset)).toInstant(offset);
      ZoneOffsetTransition change = rules.nextTransition(from);
      if (change == null || found.isBefore(change.getInstant())) {
        return found;
      }
      from = change.getInstant();
    }
  }

  /** Times of the day in their order; those that the clock skips or repeats are told once. */
  private Instant nextByTimeOfDay(Instant start) {
    LocalDateTime from = LocalDateTime.ofInstant(start, zone);
    while (true) {
      LocalDateTime found = mustFind(from);
      Instant moment = momentOf(found);
      if (!moment.isBefore(start)) {
        return moment;
      }
      from = found.plusSeconds(1);
    }
  }

  /** The end of the gap if the clock skips this time, the first of two if it repeats it. */
  private Instant momentOf(LocalDateTime local) {
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    return change != null && change.isGap()
        ? change.getInstant()
        : local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
  }

  private LocalDateTime mustFind(LocalDateTime from) {
    LocalDateTime found = firstAtOrAfter(from);
    if (found == null) {
      throw new IllegalStateException("no run within " + SEARCH_YEARS + " years of " + from);
    }
    return found;
  }

  private @Nullable LocalDateTime firstAtOrAfter(LocalDateTime from) {
    LocalDate date = from.toLocalDate();
    LocalDate end = date.plusYears(SEARCH_YEARS);
    LocalTime time = matches(date) ? firstAtOrAfter(from.toLocalTime()) : null;
    while (time == null) {
      date =
          months.contains(date.getMonthValue())
              ? date.plusDays(1)
              : date.plusMonths(1).withDayOfMonth(1);
      if (date.isAfter(end)) {
        return null;
      }
      time = matches(date) ? firstAtOrAfter(LocalTime.MIDNIGHT) : null;
    }
    return date.atTime(time);
  }

  private boolean matches(LocalDate date) {
    boolean dayOfMonth = daysOfMonth.contains(date.getDayOfMonth());
    boolean dayOfWeek = daysOfWeek.contains(date.getDayOfWeek().getValue());
    boolean both = daysOfMonth.beginsWithStar() || daysOfWeek.beginsWithStar();
    return months.contains(date.getMonthValue())
        && (both ? dayOfMonth && dayOfWeek : dayOfMonth || dayOfWeek);
  }

  private @Nullable LocalTime firstAtOrAfter(LocalTime from) {
    int hour = hours.firstFrom(from.getHour());
    if (hour == from.getHour()) {
      int minute = minutes.firstFrom(from.getMinute());
      if (minute == from.getMinute()) {
        int second = seconds.firstFrom(from.getSecond());
        if (second != CronField.NONE) {
          return LocalTime.of(hour, minute, second);
        }
        minute = minutes.firstFrom(minute + 1);
      }
      if (minute != CronField.NONE) {
        return LocalTime.of(hour, minute, seconds.first());
      }
      hour = hours.firstFrom(hour + 1);
    }
    return hour == CronField.NONE ? null : LocalTime.of(hour, minutes.first(), seconds.first());
  }
}
