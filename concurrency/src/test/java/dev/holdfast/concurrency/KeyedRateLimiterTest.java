package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyedRateLimiterTest {
  private final ManualTicker ticker = new ManualTicker();
  private final RateLimiterConfig config =
      RateLimiterConfig.of("users", 1, Duration.ofSeconds(1)).withBurst(2);

  private KeyedRateLimiter<String> limiter(int keysMax) {
    return KeyedRateLimiter.create(config, keysMax, ticker);
  }

  @Test
  void everyKeyHasItsOwnLimit() {
    KeyedRateLimiter<String> limiter = limiter(10);
    assertThat(limiter.tryAcquire("ada", 2)).isTrue();
    assertThat(limiter.tryAcquire("ada", 1)).isFalse();
    assertThat(limiter.tryAcquire("bob", 2)).isTrue();
    ticker.advance(Duration.ofSeconds(1));
    assertThat(limiter.tryAcquire("ada", 1)).isTrue();
    assertThat(limiter.tryAcquire("ada", 1)).isFalse();
    assertThat(limiter.keys()).isEqualTo(2);
    assertThat(limiter.name()).isEqualTo("users");
  }

  @Test
  void idleKeysAreForgottenWhenRoomIsNeeded() {
    KeyedRateLimiter<String> limiter = limiter(3);
    for (int i = 0; i < 100; i++) {
      assertThat(limiter.tryAcquire("key-" + i, 2)).isTrue();
      ticker.advance(Duration.ofSeconds(1));
      assertThat(limiter.keys()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void whenNoKeyIsIdleStrangersShareOneLimitAndKnownKeysAreUntouched() {
    KeyedRateLimiter<String> limiter = limiter(2);
    assertThat(limiter.tryAcquire("ada", 1)).isTrue();
    assertThat(limiter.tryAcquire("bob", 1)).isTrue();
    assertThat(limiter.tryAcquire("eve", 2)).isTrue();
    assertThat(limiter.tryAcquire("mallory", 1)).isFalse();
    assertThat(limiter.tryAcquire("ada", 1)).isTrue();
    assertThat(limiter.keys()).isEqualTo(2);
  }

  @Test
  void aStrangerThatGetsALimitOfItsOwnDoesNotGetASecondBurst() {
    KeyedRateLimiter<String> limiter = limiter(1);
    assertThat(limiter.tryAcquire("ada", 1)).isTrue();
    ticker.advance(Duration.ofMillis(999));
    assertThat(limiter.tryAcquire("eve", 2)).as("shared").isTrue();
    ticker.advance(Duration.ofMillis(1));
    assertThat(limiter.tryAcquire("eve", 1)).as("her own, but used already").isFalse();
    ticker.advance(Duration.ofMillis(999));
    assertThat(limiter.tryAcquire("eve", 1)).isTrue();
    assertThat(limiter.tryAcquire("eve", 1)).isFalse();
  }

  @Test
  void saysHowLongARequestWouldWait() {
    KeyedRateLimiter<String> limiter = limiter(2);
    assertThat(limiter.delayOf("ada", 1)).contains(Duration.ZERO);
    assertThat(limiter.tryAcquire("ada", 2)).isTrue();
    assertThat(limiter.delayOf("ada", 1)).contains(Duration.ofSeconds(1));
    assertThat(limiter.delayOf("ada", 3)).isEmpty();
  }

  @Test
  void refusesWhatCanNeverBeAndNonsense() {
    KeyedRateLimiter<String> limiter = limiter(2);
    assertThat(limiter.tryAcquire("ada", 3)).isFalse();
    assertThat(limiter.keys()).isZero();
    assertThatThrownBy(() -> limiter.tryAcquire("ada", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limiter.delayOf("ada", -5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limiter.delayOf(null, 3)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> limiter(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void forgettingUnderLoadNeverGrantsMore() throws Exception {
    KeyedRateLimiter<Integer> limiter = KeyedRateLimiter.create(config, 4, ticker);
    var takers = new java.util.ArrayList<TestThreads.Running<Integer>>();
    for (int t = 0; t < 3; t++) {
      takers.add(
          TestThreads.start(() -> {
            int granted = 0;
            for (int i = 0; i < 60_000; i++) {
              granted += limiter.tryAcquire(i % 8, 1) ? 1 : 0;
            }
            return granted;
          }));
    }
    int granted = 0;
    for (var taker : takers) {
      granted += taker.result();
    }
    assertThat(granted).as("four keys and the shared limit, two each").isBetween(8, 10);
  }
}
