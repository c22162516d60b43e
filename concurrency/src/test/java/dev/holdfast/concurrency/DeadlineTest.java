package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
  private final ManualTicker ticker = new ManualTicker();

  @Test
  void passesAtItsNanosecondAndNotBefore() {
    Deadline deadline = Deadline.after(Duration.ofNanos(100), ticker);
    ticker.advanceNanos(99);
    assertThat(deadline.isExpired()).isFalse();
    assertThat(deadline.remainingNanos()).isEqualTo(1);
    ticker.advanceNanos(1);
    assertThat(deadline.isExpired()).isTrue();
    assertThat(deadline.remainingNanos()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE - 5, Long.MIN_VALUE, -5, 0})
  void survivesAClockThatWraps(long start) {
    ManualTicker wrapping = new ManualTicker(start);
    Deadline deadline = Deadline.after(Duration.ofNanos(10), wrapping);
    assertThat(deadline.remainingNanos()).isEqualTo(10);
    assertThat(deadline.isExpired()).isFalse();
    wrapping.advanceNanos(10);
    assertThat(deadline.isExpired()).isTrue();
  }

  @Test
  void zeroAndNegativeHavePassedAndHugeNeverPasses() {
    assertThat(Deadline.after(Duration.ZERO)).isEqualTo(Deadline.NOW);
    assertThat(Deadline.after(Duration.ofDays(-400_000))).isEqualTo(Deadline.NOW);
    assertThat(Deadline.after(Duration.ofDays(400_000))).isEqualTo(Deadline.NEVER);
    assertThat(Deadline.NOW.isExpired()).isTrue();
    assertThat(Deadline.NEVER.isExpired()).isFalse();
    assertThat(Deadline.NEVER.remainingNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void earlierTakesTheOneThatPassesFirst() {
    Deadline soon = Deadline.after(Duration.ofSeconds(1), ticker);
    Deadline late = Deadline.after(Duration.ofSeconds(2), ticker);
    assertThat(soon.earlier(late)).isSameAs(soon);
    assertThat(late.earlier(soon)).isSameAs(soon);
    assertThat(late.earlier(Deadline.NEVER)).isSameAs(late);
    assertThat(Deadline.NEVER.earlier(late)).isSameAs(late);
    assertThat(late.earlier(Deadline.NOW)).isSameAs(Deadline.NOW);
    assertThat(Deadline.NOW.earlier(late)).isSameAs(Deadline.NOW);
    Deadline otherClock = Deadline.after(Duration.ofSeconds(3), new ManualTicker(77));
    assertThat(otherClock.earlier(late)).isSameAs(late);
  }

  @Test
  void equalsBySameInstantOfTheSameClock() {
    assertThat(Deadline.after(Duration.ofSeconds(1), ticker))
        .isEqualTo(Deadline.after(Duration.ofMillis(1000), ticker))
        .hasSameHashCodeAs(Deadline.after(Duration.ofMillis(1000), ticker))
        .isNotEqualTo(Deadline.after(Duration.ofMillis(1001), ticker))
        .isNotEqualTo(Deadline.after(Duration.ofSeconds(1), new ManualTicker()));
  }

  @Test
  void saysHowMuchIsLeft() {
    assertThat(Deadline.after(Duration.ofSeconds(1), ticker)).hasToString("Deadline[PT1S left]");
    assertThat(Deadline.NEVER).hasToString("Deadline[never]");
    assertThat(Deadline.NOW).hasToString("Deadline[now]");
  }
}
