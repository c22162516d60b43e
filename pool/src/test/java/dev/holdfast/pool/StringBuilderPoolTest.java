package dev.holdfast.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StringBuilderPoolTest {

  private static StringBuilderPool.Builder texts() {
    return StringBuilderPool.named("texts").decayInterval(Duration.ZERO);
  }

  @Test
  void builtTextIsReturnedAndItsBuilderKept() {
    try (StringBuilderPool pool = texts().build()) {
      assertThat(pool.build(text -> text.append("job ").append(7))).isEqualTo("job 7");
      assertThat(pool.build(text -> text.append("job ").append(8))).isEqualTo("job 8");
      assertThat(pool.stats().created()).isEqualTo(1);
    }
  }

  @Test
  void oneGiantTextDoesNotStayForEver() {
    try (StringBuilderPool pool = texts().build()) {
      writeOf(pool, 100_000);
      assertThat(pool.stats().bytesIdle()).isGreaterThanOrEqualTo(200_000);
      for (int interval = 0; interval < 3; interval++) {
        pool.decay();
        writeOf(pool, 100);
      }
      assertThat(pool.stats().bytesIdle()).isLessThan(1_000);
    }
  }

  @Test
  void textsThatAreAlwaysLongKeepTheirBuilder() {
    try (StringBuilderPool pool = texts().build()) {
      for (int interval = 0; interval < 5; interval++) {
        writeOf(pool, 100_000);
        pool.decay();
      }
      assertThat(pool.stats().created()).isEqualTo(1);
    }
  }

  @Test
  void aBuilderBeyondTheCapIsNotKept() {
    try (StringBuilderPool pool = texts().capacity(16, 1_000).build()) {
      writeOf(pool, 5_000);
      assertThat(pool.stats().idle()).isZero();
      assertThat(pool.stats().discarded()).isEqualTo(1);
      assertThat(pool.stats().outstanding()).isZero();
    }
  }

  private static void writeOf(StringBuilderPool pool, int length) {
    StringBuilder text = pool.get();
    assertThat(text).isEmpty();
    pool.put(text.repeat('x', length));
  }

  @Test
  void poisonShowsWhoWritesAfterTheRelease() {
    try (StringBuilderPool pool = texts().poison(true).build()) {
      StringBuilder text = pool.get();
      pool.put(text);
      text.append("late");
      assertThatExceptionOfType(UseAfterReleaseException.class).isThrownBy(pool::get);
      assertThat(pool.get()).isEmpty();
    }
  }

  @Test
  void refusesCapacitiesThatMakeNoSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> texts().capacity(10, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> texts().capacity(-1, 5));
  }
}
