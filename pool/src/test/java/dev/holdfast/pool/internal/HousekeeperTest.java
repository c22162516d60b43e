package dev.holdfast.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HousekeeperTest {

  @Test
  void decaysAgainAndAgain() throws Exception {
    CountDownLatch thrice = new CountDownLatch(3);
    Housekeeper housekeeper =
        Housekeeper.start(thrice, CountDownLatch::countDown, Duration.ofMillis(1));
    assertThat(thrice.await(20, TimeUnit.SECONDS)).isTrue();
    housekeeper.close();
  }

  @Test
  void goesOnThoughADecayFails() throws Exception {
    CountDownLatch thrice = new CountDownLatch(3);
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, _) -> {});
    try (Housekeeper _ =
        Housekeeper.start(thrice, HousekeeperTest::countAndFail, Duration.ofMillis(1))) {
      assertThat(thrice.await(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  private static void countAndFail(CountDownLatch latch) {
    latch.countDown();
    throw new IllegalStateException("cannot decay");
  }

  @Test
  void anIntervalMayBeLongerThanTheClockCanCount() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Housekeeper _ =
        Housekeeper.start(never, CountDownLatch::countDown, Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  @Test
  void keepsNoForgottenPoolAlive() {
    WeakReference<Object> pool = startAndForget();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!pool.refersTo(null) && System.nanoTime() < deadline) {
      System.gc();
    }
    assertThat(pool.refersTo(null)).isTrue();
  }

  private static WeakReference<Object> startAndForget() {
    Object pool = new Object();
    assertThat(Housekeeper.start(pool, any -> {}, Duration.ofMillis(1))).isNotNull();
    return new WeakReference<>(pool);
  }

  @Test
  void refusesANegativeInterval() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Housekeeper.start("pool", any -> {}, Duration.ofNanos(-1)));
  }
}
