package dev.holdfast.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PoolTest {
  private final List<String> events = new CopyOnWriteArrayList<>();

  private final PoolListener recorder =
      new PoolListener() {
        @Override
        public void created(String pool) {
          events.add("created " + pool);
        }

        @Override
        public void dropped(String pool) {
          events.add("dropped " + pool);
        }

        @Override
        public void decayed(String pool, int count) {
          events.add("decayed " + pool + " " + count);
        }

        @Override
        public void leaked(String pool, Throwable site) {
          events.add("leaked " + pool + " " + site.getStackTrace().length);
        }

        @Override
        public void destroyFailed(String pool, Throwable cause) {
          events.add("destroyFailed " + pool + " " + cause.getMessage());
        }
      };

  private static PoolBuilder<StringBuilder> texts() {
    return Pool.named("texts", StringBuilder::new).decayInterval(Duration.ZERO);
  }

  @Test
  void lendsTheWarmestFirst() {
    try (Pool<StringBuilder> pool = texts().countMax(3).build()) {
      StringBuilder cold = pool.get();
      StringBuilder warm = pool.get();
      pool.put(cold);
      pool.put(warm);
      assertThat(pool.get()).isSameAs(warm);
      assertThat(pool.get()).isSameAs(cold);
    }
  }

  @Test
  void dropsWhatComesBackToAFullPool() {
    List<Object> destroyed = new ArrayList<>();
    try (Pool<StringBuilder> pool =
        texts().countMax(1).destroy(destroyed::add).listener(recorder).build()) {
      StringBuilder first = pool.get();
      StringBuilder second = pool.get();
      pool.put(first);
      pool.put(second);
      assertThat(destroyed).hasSize(1).first().isSameAs(second);
      assertThat(pool.stats().dropped()).isEqualTo(1);
      assertThat(pool.stats().outstanding()).isZero();
      assertThat(events).containsExactly("created texts", "created texts", "dropped texts");
    }
  }

  @Test
  void aPoolOfNoneKeepsNone() {
    try (Pool<StringBuilder> pool = texts().countMax(0).build()) {
      pool.put(pool.get());
      assertThat(pool.stats().idle()).isZero();
      assertThat(pool.stats().dropped()).isEqualTo(1);
    }
  }

  @Test
  void keepsNoMoreBytesThanItMay() {
    try (Pool<byte[]> pool =
        Pool.named("arrays", () -> new byte[100])
            .decayInterval(Duration.ZERO)
            .bytesMax(250, array -> array.length)
            .build()) {
      List<byte[]> out = List.of(pool.get(), pool.get(), pool.get());
      out.forEach(pool::put);
      assertThat(pool.stats().idle()).isEqualTo(2);
      assertThat(pool.stats().bytesIdle()).isEqualTo(200);
      assertThat(pool.stats().dropped()).isEqualTo(1);
    }
  }

  @Test
  void resetsWhatComesBack() {
    try (Pool<StringBuilder> pool = texts().reset(text -> text.setLength(0)).build()) {
      pool.put(pool.get().append("yesterday's"));
      assertThat(pool.get()).isEmpty();
    }
  }

  @Test
  void anObjectWhoseResetFailsIsGivenUp() {
    List<Object> destroyed = new ArrayList<>();
    try (Pool<StringBuilder> pool =
        texts().reset(PoolTest::failOnText).destroy(destroyed::add).build()) {
      StringBuilder bad = pool.get().append("text");
      assertThatIllegalStateException().isThrownBy(() -> pool.put(bad)).withMessage("no reset");
      assertThat(destroyed).hasSize(1);
      assertThat(pool.stats().outstanding()).isZero();
      assertThat(pool.stats().discarded()).isEqualTo(1);
      assertThat(pool.get()).isNotSameAs(bad);
    }
  }

  private static void failOnText(StringBuilder text) {
    if (!text.isEmpty()) {
      throw new IllegalStateException("no reset");
    }
  }

  @Test
  void skipsWhatIsNoLongerValid() {
    List<Object> destroyed = new ArrayList<>();
    try (Pool<StringBuilder> pool =
        texts().valid(text -> text.isEmpty()).destroy(destroyed::add).build()) {
      StringBuilder stale = pool.get();
      pool.put(stale);
      stale.append("expired");
      assertThat(pool.get()).isNotSameAs(stale);
      assertThat(destroyed).hasSize(1);
      assertThat(pool.stats().outstanding()).isEqualTo(1);
      assertThat(pool.stats().discarded()).isEqualTo(1);
    }
  }

  @Test
  void anObjectWhoseValidationFailsIsGivenUp() {
    AtomicBoolean failing = new AtomicBoolean();
    try (Pool<StringBuilder> pool = texts().valid(text -> validOrFail(failing)).build()) {
      pool.put(pool.get());
      failing.set(true);
      assertThatIllegalStateException().isThrownBy(pool::get).withMessage("no answer");
      assertThat(pool.stats().idle()).isZero();
      assertThat(pool.stats().outstanding()).isZero();
      failing.set(false);
      assertThat(pool.get()).isNotNull();
    }
  }

  private static boolean validOrFail(AtomicBoolean failing) {
    if (failing.get()) {
      throw new IllegalStateException("no answer");
    }
    return true;
  }

  @Test
  void aFailingFactoryLeavesThePoolUsable() {
    AtomicBoolean failing = new AtomicBoolean(true);
    try (Pool<Object> pool = Pool.<Object>named("o", () -> validOrFail(failing)).build()) {
      assertThatIllegalStateException().isThrownBy(pool::get);
      assertThat(pool.stats().gets()).isZero();
      failing.set(false);
      assertThat(pool.get()).isNotNull();
    }
  }

  @Test
  @SuppressWarnings("NullAway")
  void aFactoryThatReturnsNullIsNamed() {
    try (Pool<Object> pool = Pool.<Object>named("empty", () -> null).build()) {
      assertThatNullPointerException().isThrownBy(pool::get).withMessageContaining("'empty'");
    }
  }

  @Test
  void reportsThatAnObjectCouldNotBeDestroyed() {
    try (Pool<StringBuilder> pool =
        texts().countMax(0).destroy(PoolTest::failOnText).listener(recorder).build()) {
      pool.put(pool.get().append("text"));
      assertThat(events).contains("destroyFailed texts no reset");
      assertThat(pool.stats().dropped()).isEqualTo(1);
    }
  }

  @Test
  void noticesARawDoubleReleaseInARow() {
    try (Pool<StringBuilder> pool = texts().checks(Checks.OFF).build()) {
      StringBuilder text = pool.get();
      pool.put(text);
      assertThatExceptionOfType(DoubleReleaseException.class)
          .isThrownBy(() -> pool.put(text))
          .withMessageContaining("'texts'");
      assertThat(pool.stats().idle()).isEqualTo(1);
    }
  }

  @Test
  void samplingFindsARepeatedDoubleRelease() {
    try (Pool<StringBuilder> pool = texts().countMax(4).build()) {
      StringBuilder below = pool.get();
      StringBuilder onTop = pool.get();
      pool.put(below);
      pool.put(onTop);
      assertThatExceptionOfType(DoubleReleaseException.class)
          .isThrownBy(() -> {
            for (int i = 0; i < 4_096; i++) {
              pool.put(below);
              assertThat(pool.get()).isSameAs(below);
            }
          });
    }
  }

  @Test
  void aStrictPoolRefusesWhatIsNotOut() {
    try (Pool<StringBuilder> pool = texts().checks(Checks.STRICT).build()) {
      StringBuilder one = pool.get();
      StringBuilder other = pool.get();
      pool.put(one);
      pool.put(other);
      assertThatExceptionOfType(DoubleReleaseException.class).isThrownBy(() -> pool.put(one));
      assertThatExceptionOfType(DoubleReleaseException.class)
          .isThrownBy(() -> pool.put(new StringBuilder("foreign")));
      assertThat(pool.stats().idle()).isEqualTo(2);
    }
  }

  @Test
  void mixesRawAndHandledUse() {
    try (Pool<StringBuilder> pool = texts().build()) {
      StringBuilder text = pool.get();
      pool.put(text);
      try (Pooled<StringBuilder> pooled = pool.borrow()) {
        assertThat(pooled.get()).isSameAs(text);
      }
      assertThat(pool.get()).isSameAs(text);
    }
  }

  @Test
  void poisonShowsWhoWritesAfterTheRelease() {
    try (ByteArrayPool pool = ByteArrayPool.named("poisoned").poison(true).build()) {
      byte[] array = pool.get(512);
      pool.put(array);
      assertThat(array).containsOnly(0xDB);
      array[17] = 1;
      assertThatExceptionOfType(UseAfterReleaseException.class)
          .isThrownBy(() -> pool.get(512))
          .withMessageContaining("'poisoned'");
      assertThat(pool.get(512)).isNotSameAs(array);
    }
  }

  @Test
  void reportsALeakWithTheBorrowSite() {
    try (Pool<StringBuilder> pool = texts().checks(Checks.STRICT).listener(recorder).build()) {
      leak(pool);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (pool.stats().leaked() == 0 && System.nanoTime() < deadline) {
        System.gc();
      }
      assertThat(pool.stats().leaked()).isEqualTo(1);
      assertThat(events).anyMatch(event -> event.matches("leaked texts [1-9]\\d*"));
    }
  }

  @Test
  void aSampledLeakIsReportedWithTheBorrowSite() {
    List<StackTraceElement> site = new CopyOnWriteArrayList<>();
    PoolListener listener =
        new PoolListener() {
          @Override
          public void leaked(String pool, Throwable borrowed) {
            site.addAll(List.of(borrowed.getStackTrace()));
          }
        };
    try (Pool<StringBuilder> pool = texts().checks(Checks.SAMPLED).listener(listener).build()) {
      pool.put(pool.get());
      for (int i = 0; i < 4_092; i++) {
        pool.put(pool.get());
      }
      leak(pool); // the borrow of an idle object that is remembered
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (pool.stats().leaked() == 0 && System.nanoTime() < deadline) {
        System.gc();
      }
      assertThat(pool.stats().leaked()).isEqualTo(1);
      assertThat(site).anyMatch(frame -> frame.getMethodName().equals("leak"));
    }
  }

  private static void leak(Pool<StringBuilder> pool) {
    assertThat(pool.get()).isNotNull();
  }

  @Test
  void discardGivesUpABrokenObject() {
    List<Object> destroyed = new ArrayList<>();
    try (Pool<StringBuilder> pool = texts().destroy(destroyed::add).build()) {
      pool.discard(pool.get());
      assertThat(destroyed).hasSize(1);
      assertThat(pool.stats().outstanding()).isZero();
      assertThat(pool.stats().discarded()).isEqualTo(1);
    }
  }

  @Test
  void whatIsGivenUpIsNotKeptFromBeingCollected() {
    try (Pool<StringBuilder> pool = texts().countMax(1).build()) {
      List<WeakReference<Object>> gone = List.of(discarded(pool), dropped(pool));
      for (WeakReference<Object> each : gone) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!each.refersTo(null) && System.nanoTime() < deadline) {
          System.gc();
        }
        assertThat(each.refersTo(null)).isTrue();
      }
    }
  }

  private static WeakReference<Object> discarded(Pool<StringBuilder> pool) {
    pool.put(pool.get()); // so that the pool has had it
    StringBuilder text = pool.get();
    pool.discard(text);
    return new WeakReference<>(text);
  }

  private static WeakReference<Object> dropped(Pool<StringBuilder> pool) {
    pool.put(pool.get());
    StringBuilder text = pool.get();
    pool.put(pool.get()); // takes the only place
    pool.put(text);
    return new WeakReference<>(text);
  }

  @Test
  void useGivesBackHoweverTheTaskEnds() throws Exception {
    try (Pool<StringBuilder> pool = texts().build()) {
      assertThat(pool.<Integer, RuntimeException>use(text -> text.append("abc").length()))
          .isEqualTo(3);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() ->
              pool.use(text -> {
                throw new IOException("disk");
              }));
      assertThat(pool.stats().outstanding()).isZero();
      assertThat(pool.stats().created()).isEqualTo(1);
    }
  }

  @Test
  void decaysByItself() throws Exception {
    CountDownLatch decayed = new CountDownLatch(1);
    PoolListener listener =
        new PoolListener() {
          @Override
          public void decayed(String pool, int count) {
            decayed.countDown();
          }
        };
    try (Pool<StringBuilder> pool =
        texts().decayInterval(Duration.ofMillis(1)).listener(listener).build()) {
      pool.put(pool.get());
      assertThat(decayed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closingDestroysWhatIsIdle() {
    List<Object> destroyed = new ArrayList<>();
    Pool<StringBuilder> pool = texts().destroy(destroyed::add).build();
    StringBuilder idle = pool.get();
    StringBuilder late = pool.get();
    pool.put(idle);
    pool.close();
    assertThat(destroyed).hasSize(1);
    pool.put(late);
    assertThat(destroyed).hasSize(2);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> texts().countMax(-1).build())
        .withMessageContaining("countMax");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> texts().bytesMax(-1, text -> 1).build())
        .withMessageContaining("bytesMax");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> texts().decayInterval(Duration.ofSeconds(-1)).build())
        .withMessageContaining("interval");
  }
}
