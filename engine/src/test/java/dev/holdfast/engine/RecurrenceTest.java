package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          every 90s                              | 2024-01-01T10:00:00.250Z | 2024-01-01T10:01:30.250Z
          every PT5M                             | 2024-01-01T10:00:00Z     | 2024-01-01T10:05:00Z
          every 1d                               | 2024-02-28T10:00:00Z     | 2024-02-29T10:00:00Z
          every 250ms                            | 2024-01-01T10:00:00.900Z | 2024-01-01T10:00:01.150Z
          cron * * * * *                         | 2024-01-01T10:00:00Z     | 2024-01-01T10:01:00Z
          cron * * * * *                         | 2024-01-01T10:00:59.999Z | 2024-01-01T10:01:00Z
          cron * * * * * *                       | 2024-01-01T10:00:59.001Z | 2024-01-01T10:01:00Z
          cron */15 30 12 * * *                  | 2024-01-01T12:30:45Z     | 2024-01-02T12:30:00Z
          cron 0 3 * * MON-FRI                   | 2024-01-05T03:00:00Z     | 2024-01-08T03:00:00Z
          cron 0 3 * * mon-fri Europe/London     | 2024-07-05T12:00:00Z     | 2024-07-08T02:00:00Z
          cron 5/15 * * * *                      | 2024-01-01T10:05:00Z     | 2024-01-01T10:20:00Z
          cron 5/15 * * * *                      | 2024-01-01T10:50:00Z     | 2024-01-01T11:05:00Z
          cron 8-18/5,59 0 * * *                 | 2024-01-01T00:18:00Z     | 2024-01-01T00:59:00Z
          cron 0 0 31 * *                        | 2024-03-31T00:00:00Z     | 2024-05-31T00:00:00Z
          cron 0 0 29 2 *                        | 2024-02-29T00:00:00Z     | 2028-02-29T00:00:00Z
          cron 0 0 29 2 *                        | 2096-02-29T00:00:00Z     | 2104-02-29T00:00:00Z
          cron 0 0 29 2 */7                      | 2004-02-29T00:00:00Z     | 2032-02-29T00:00:00Z
          cron 59 23 31 12 *                     | 2024-12-31T23:59:00Z     | 2025-12-31T23:59:00Z
          cron 0 0 13 * FRI                      | 2024-09-13T00:00:00Z     | 2024-09-20T00:00:00Z
          cron 0 0 */30 * FRI                    | 2024-01-02T00:00:00Z     | 2024-03-01T00:00:00Z
          cron 0 0 ? * SUN                       | 2024-01-01T00:00:00Z     | 2024-01-07T00:00:00Z
          cron 0 0 * * 7                         | 2024-01-01T00:00:00Z     | 2024-01-07T00:00:00Z
          cron 0 0 * * FRI-SUN                   | 2024-01-06T00:00:00Z     | 2024-01-07T00:00:00Z
          cron 0 0 * * 1/2                       | 2024-01-05T00:00:00Z     | 2024-01-08T00:00:00Z
          cron 0 0 1 JAN,jul *                   | 2024-01-01T00:00:00Z     | 2024-07-01T00:00:00Z
          @hourly                                | 2024-01-01T10:00:00Z     | 2024-01-01T11:00:00Z
          @daily                                 | 2024-01-01T10:00:00Z     | 2024-01-02T00:00:00Z
          @midnight Asia/Tokyo                   | 2024-01-01T10:00:00Z     | 2024-01-01T15:00:00Z
          cron @weekly                           | 2024-01-01T10:00:00Z     | 2024-01-07T00:00:00Z
          @monthly +01:00                        | 2024-01-31T23:00:00Z     | 2024-02-29T23:00:00Z
          @yearly missed all                     | 2024-01-01T00:00:00Z     | 2025-01-01T00:00:00Z
          """)
  void theNextRunIsThis(String rule, Instant after, Instant next) {
    assertThat(Recurrence.parse(rule).firstAfter(after)).isEqualTo(next);
  }

  /** London: 01:00 is 02:00 on 31 March 2024; 02:00 is 01:00 again on 27 October. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cron 30 1 * * *      | 2024-03-30T12:00:00Z | 2024-03-31T01:00:00Z 2024-04-01T00:30:00Z
          cron */20 1 * * *    | 2024-03-31T00:00:00Z | 2024-03-31T01:00:00Z 2024-04-01T00:00:00Z
          cron 30 1,2 * * *    | 2024-03-31T00:00:00Z | 2024-03-31T01:00:00Z 2024-03-31T01:30:00Z
          cron 0,59 1,2 * * *  | 2024-03-31T00:00:00Z | 2024-03-31T01:00:00Z 2024-03-31T01:59:00Z
          cron 30 * * * *      | 2024-03-31T00:00:00Z | 2024-03-31T00:30:00Z 2024-03-31T01:30:00Z
          @hourly              | 2024-03-31T00:30:00Z | 2024-03-31T01:00:00Z 2024-03-31T02:00:00Z
          cron 30 1 * * *      | 2024-10-26T12:00:00Z | 2024-10-27T00:30:00Z 2024-10-28T01:30:00Z
          cron 30 1 * * *      | 2024-10-27T00:45:00Z | 2024-10-28T01:30:00Z 2024-10-29T01:30:00Z
          cron */30 1,2 * * *  | 2024-10-27T00:00:00Z | 2024-10-27T00:30:00Z 2024-10-27T02:00:00Z
          cron 30 * * * *      | 2024-10-27T00:00:00Z | 2024-10-27T00:30:00Z 2024-10-27T01:30:00Z
          @hourly              | 2024-10-27T00:30:00Z | 2024-10-27T01:00:00Z 2024-10-27T02:00:00Z
          @daily               | 2024-10-26T23:00:00Z | 2024-10-28T00:00:00Z 2024-10-29T00:00:00Z
          """)
  void aTimeThatTheClockSkipsOrRepeatsRunsOnceAndPassingHoursAreCounted(
      String rule, Instant after, String runs) {
    String missed = rule.startsWith("@") ? " Europe/London" : " Europe/London missed skip";
    Recurrence recurrence = Recurrence.parse(rule + missed);
    Instant first = recurrence.firstAfter(after);
    assertThat(first + " " + recurrence.firstAfter(first)).isEqualTo(runs);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                               | must begin with "every", "cron" or "@"
          daily                            | must begin with "every", "cron" or "@", not "daily"
          @reboot                          | @yearly, @annually, @monthly, @weekly, @daily
          every                            | takes one interval
          every 5 minutes                  | takes one interval
          every 5x                         | 500ms, 90s, 5m, 2h, 1d or PT5M, not "5x"
          every 0s                         | 1 ms to 3650 days
          every PT-5M                      | 1 ms to 3650 days
          every 3651d                      | 1 ms to 3650 days
          every PT0.0015S                  | whole milliseconds
          cron                             | 5 fields
          cron * * * *                     | found 4 fields
          cron * * * * * * *               | found 7 fields
          cron 60 * * * *                  | the minute must be 0 to 59
          cron -1 * * * *                  | the minute must be 0 to 59
          cron * 24 * * *                  | the hour must be 0 to 23
          cron * * 0 * *                   | the day of month must be 1 to 31
          cron * * 32 * *                  | the day of month must be 1 to 31
          cron * * * 13 *                  | the month must be 1 to 12 or JAN to DEC
          cron * * * * 8                   | the day of week must be 0 to 7 or SUN to SAT
          cron 60 * * * * *                | the second must be 0 to 59
          cron MON * * * *                 | the minute must be 0 to 59
          cron */0 * * * *                 | "*/0"
          cron */60 * * * *                | "*/60"
          cron 1-2-3 * * * *               | "1-2-3"
          cron 1/2/3 * * * *               | "1/2/3"
          cron 1,,2 * * * *                | not ""
          cron 1- * * * *                  | "1-"
          cron ? * * * *                   | the minute must be 0 to 59, with ranges, lists and steps, not "?"
          cron 20-10 * * * *               | "20-10" goes backwards
          cron 0 0 L * *                   | L, W and # are not supported
          cron 0 0 15W * *                 | L, W and # are not supported
          cron 0 0 * * FRI#2               | L, W and # are not supported
          cron 0 0 * * 5L                  | L, W and # are not supported
          cron 0 0 30 2 *                  | never runs: no month that it names has the day of month 30
          cron 0 0 31 2,4,6,9,11 *         | never runs: no month that it names has the day of month 31
          cron * * * * * Europe/Atlantis   | "Europe/Atlantis" is neither a field nor a time zone
          cron * * * * * UTC now           | found "now"
          @daily missed                    | "missed" is neither a field nor a time zone
          @daily missed never              | skip, latest or all, not "never"
          """)
  void aWrongRuleIsRefusedAndNamesWhatIsWrong(String rule, String message) {
    assertThatThrownBy(() -> Recurrence.parse(rule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rule \"" + rule + "\"")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"every 10s", "cron */10 * * * * *"})
  void whatWasMissedIsSkippedOrMadeUpForAsTheRuleSays(String rule) {
    Instant due = Instant.parse("2024-01-01T10:00:00Z");
    Instant now = due.plusSeconds(75);
    Instant next = due.plusSeconds(80);
    List<Instant> all = new ArrayList<>();
    for (int seconds = 0; seconds <= 70; seconds += 10) {
      all.add(due.plusSeconds(seconds));
    }
    assertThat(fire(rule + " missed skip", due, now)).isEqualTo(leftOut(next));
    assertThat(fire(rule + " missed latest", due, now)).isEqualTo(run(due, next));
    assertThat(fire(rule, due, now)).isEqualTo(run(due, next));
    assertThat(madeUp(Recurrence.parse(rule + " missed all"), due, now)).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "latest", "all"})
  void whatIsOnlyLateRuns(String missed) {
    Instant due = Instant.parse("2024-01-01T00:00:00Z");
    Recurrence daily = Recurrence.parse("@daily missed " + missed);
    Recurrence.Firing expected = run(due, due.plus(Duration.ofDays(1)));
    assertThat(daily.fire(due, due)).isEqualTo(expected);
    assertThat(daily.fire(due, due.plus(Recurrence.LATENESS_MAX))).isEqualTo(expected);
  }

  @Test
  void nothingIsDueBeforeItsTime() {
    Instant due = Instant.parse("2024-01-01T00:00:00Z");
    assertThatThrownBy(() -> fire("@daily", due, due.minusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"every 1ms", "every 7s", "cron * * * * * *", "cron 0 3 * * *"})
  void ofVeryManyMissedRunsTheLatestAreMadeUpFor(String rule) {
    Instant now = Instant.parse("2024-01-01T10:00:00.500Z");
    Recurrence recurrence = Recurrence.parse(rule + " missed all");
    Instant due = recurrence.firstAfter(now.minus(Duration.ofDays(20 * 365)));

    List<Instant> runs = madeUp(recurrence, due, now);

    assertThat(runs).hasSize(Recurrence.MADE_UP_MAX);
    assertThat(recurrence.firstAfter(runs.getLast())).isAfter(now);
    for (int i = 1; i < runs.size(); i++) {
      assertThat(runs.get(i)).isEqualTo(recurrence.firstAfter(runs.get(i - 1)));
    }
  }

  @Test
  void anIntervalStaysOnItsGridHoweverLongItWasNotLookedAt() {
    Instant due = Instant.parse("2024-01-01T10:00:00.123Z");
    Instant now = due.plus(Duration.ofDays(1000)).plusMillis(1);
    assertThat(fire("every 7s", due, now).next().toEpochMilli() - due.toEpochMilli())
        .isEqualTo((now.toEpochMilli() - due.toEpochMilli()) / 7000 * 7000 + 7000);
  }

  @Test
  void aRuleIsItsText() {
    Recurrence rule = Recurrence.parse("cron 0 3 * * * missed all");
    assertThat(rule.text()).isEqualTo("cron 0 3 * * * missed all");
    assertThat(rule).hasToString(rule.text());
    assertThat(rule).isEqualTo(Recurrence.parse("cron 0 3 * * * missed all"));
    assertThat(rule).hasSameHashCodeAs(Recurrence.parse("cron 0 3 * * * missed all"));
    assertThat(rule).isNotEqualTo(Recurrence.parse("cron 0 3 * * *"));
    assertThat(rule.missed()).isEqualTo(Recurrence.Missed.ALL);
  }

  /** Fields as sets, and a walk through every second: slow, and right at sight. */
  @Property(tries = 150)
  void aWalkThroughEverySecondFindsTheSameRuns(@ForAll long seed) {
    Random random = new Random(seed);
    NaiveCron naive = new NaiveCron(random);
    Recurrence recurrence = Recurrence.parse(naive.rule());
    Instant from = naive.someMomentNearAChange(random);
    Instant to = from.plus(Duration.ofHours(30));
    List<Instant> found = new ArrayList<>();
    for (Instant run = recurrence.firstAfter(from); run.isBefore(to); ) {
      found.add(run);
      run = recurrence.firstAfter(run);
    }
    assertThat(found).as(naive.rule()).isEqualTo(naive.runsBetween(from, to));
  }

  /** A rule whose runs are found by looking at each second. */
  private static final class NaiveCron {
    private static final List<String> ZONES =
        List.of(
            "Europe/London",
            "America/New_York",
            "Australia/Lord_Howe",
            "America/St_Johns",
            "Asia/Tokyo",
            "Pacific/Apia");

    private final Set<Integer> seconds;
    private final Set<Integer> minutes;
    private final Set<Integer> hours;
    private final Set<Integer> days;
    private final Set<Integer> weekdays;
    private final ZoneId zone;

    NaiveCron(Random random) {
      seconds = some(random, 0, 59, 1);
      minutes = some(random, 0, 59, 1 + random.nextInt(3));
      hours = random.nextInt(3) == 0 ? some(random, 0, 23, 500) : some(random, 0, 4, 3);
      days = random.nextBoolean() ? Set.of() : some(random, 1, 31, 20);
      weekdays = random.nextBoolean() ? Set.of() : some(random, 1, 7, 3);
      zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    }

    private static Set<Integer> some(Random random, int min, int max, int count) {
      Set<Integer> some = new TreeSet<>();
      for (int i = 0; i < count; i++) {
        some.add(min + random.nextInt(max - min + 1));
      }
      return some;
    }

    String rule() {
      return "cron %s %s %s %s * %s %s"
          .formatted(text(seconds), text(minutes), text(hours), text(days), text(weekdays), zone);
    }

    private static String text(Set<Integer> values) {
      return values.isEmpty()
          ? "*"
          : String.join(",", values.stream().map(String::valueOf).toList());
    }

    Instant someMomentNearAChange(Random random) {
      Instant year = Instant.parse("2011-01-01T00:00:00Z").plusSeconds(random.nextInt(1 << 28));
      var change = zone.getRules().nextTransition(year);
      Instant moment = change == null || random.nextInt(4) == 0 ? year : change.getInstant();
      return moment.minusSeconds(random.nextInt(20 * 3600)).minusMillis(random.nextInt(1000));
    }

    List<Instant> runsBetween(Instant from, Instant to) {
      Set<Instant> runs = new TreeSet<>();
      Instant first = Instant.ofEpochSecond(from.getEpochSecond() + 1);
      for (Instant at = first; at.isBefore(to); at = at.plusSeconds(1)) {
        if (runsAt(at)) {
          runs.add(at);
        }
      }
      return List.copyOf(runs);
    }

    private boolean runsAt(Instant at) {
      LocalDateTime local = LocalDateTime.ofInstant(at, zone);
      List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
      boolean first = zone.getRules().getOffset(at).equals(offsets.getFirst());
      boolean everyHour = hours.size() == 24;
      if (matches(local) && (first || everyHour)) {
        return true;
      }
      var change = zone.getRules().getTransition(local.minusSeconds(1));
      return !everyHour
          && change != null
          && change.isGap()
          && at.equals(change.getInstant())
          && skippedMatch(change.getDateTimeBefore(), change.getDateTimeAfter());
    }

    private boolean skippedMatch(LocalDateTime from, LocalDateTime to) {
      for (LocalDateTime local = from; local.isBefore(to); local = local.plusSeconds(1)) {
        if (matches(local)) {
          return true;
        }
      }
      return false;
    }

    private boolean matches(LocalDateTime local) {
      return seconds.contains(local.getSecond())
          && minutes.contains(local.getMinute())
          && hours.contains(local.getHour())
          && matchesDay(local);
    }

    private boolean matchesDay(LocalDateTime local) {
      boolean day = days.contains(local.getDayOfMonth());
      boolean weekday = weekdays.contains(local.getDayOfWeek().getValue());
      if (days.isEmpty() || weekdays.isEmpty()) {
        return (days.isEmpty() || day) && (weekdays.isEmpty() || weekday);
      }
      return day || weekday;
    }
  }

  /** Fires until nothing is due. */
  private static List<Instant> madeUp(Recurrence recurrence, Instant due, Instant now) {
    List<Instant> runs = new ArrayList<>();
    Instant next = due;
    while (!next.isAfter(now)) {
      Recurrence.Firing firing = recurrence.fire(next, now);
      firing.run().ifPresent(runs::add);
      assertThat(firing.next()).isAfter(next);
      next = firing.next();
    }
    return runs;
  }

  private static Recurrence.Firing fire(String rule, Instant due, Instant now) {
    return Recurrence.parse(rule).fire(due, now);
  }

  private static Recurrence.Firing run(Instant moment, Instant next) {
    return new Recurrence.Firing(Optional.of(moment), next);
  }

  private static Recurrence.Firing leftOut(Instant next) {
    return new Recurrence.Firing(Optional.empty(), next);
  }
}
