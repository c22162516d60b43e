package dev.holdfast.bench.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bench.concurrency.LimiterAccuracy.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimiterAccuracyTest {
  private static final int CALLERS = Integer.getInteger("holdfast.accuracy.callers", 15);

  private final List<Row> rows = LimiterAccuracy.rows(CALLERS, 1);

  private int most(String limiter, String burst) {
    return rows.stream()
        .filter(row -> row.limiter().equals(limiter) && row.burst().equals(burst))
        .mapToInt(Row::most)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oursGrantsLessThanALimitAndABurstInAnyPeriod() {
    assertThat(most("Holdfast", "10")).isBetween(100, 109);
    assertThat(most("Holdfast", "100")).isBetween(100, 199);
  }

  @Test
  void aFixedWindowGrantsTwiceItsLimit() {
    assertThat(most("Resilience4j", "none")).isEqualTo(200);
    assertThat(most("Failsafe, bursty", "none")).isEqualTo(200);
  }

  @Test
  void savedPermitsComeOnTopOfThePeriods() {
    assertThat(most("Guava, bursty", "one second's")).isBetween(199, 201);
  }

  @Test
  void whoSavesNothingGrantsOneEachPartOfThePeriod() {
    assertThat(most("Failsafe, smooth", "none")).isBetween(100, 101);
  }

  @Test
  void aPeriodCountsWhereverItBegins() {
    SlidingCount count = new SlidingCount(10);
    for (long at : new long[] {0, 7, 9, 10, 16, 17}) {
      count.granted(at);
    }
    assertThat(count.most()).as("7, 9, 10, 16").isEqualTo(4);
  }
}
