package dev.holdfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @Test
  void everyUnitIsRead() {
    assertThat(Durations.parse("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(Durations.parse("3s")).isEqualTo(Duration.ofSeconds(3));
    assertThat(Durations.parse("2m")).isEqualTo(Duration.ofMinutes(2));
    assertThat(Durations.parse("1h")).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "s", "3d", "1.5s", "+3s", "3S", "12345678901s", "3s "})
  void nothingElseIsADuration(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageStartingWith("\"" + text + "\" is no duration");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "850, 0.85 µs",
    "2100, 2.10 µs",
    "420000, 0.42 ms",
    "12340000, 12.3 ms",
    "999000000, 999 ms",
    "3000000000, 3 s",
    "59990000000, 60.0 s",
    "125000000000, 2 m 5 s"
  })
  void durationsAreShownWithThreeDigits(long nanos, String text) {
    assertThat(Durations.describe(Duration.ofNanos(nanos))).isEqualTo(text);
  }
}
