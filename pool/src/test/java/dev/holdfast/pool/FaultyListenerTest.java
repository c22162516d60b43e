package dev.holdfast.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener that throws at everything costs nobody an object, a permit or a decay. */
@Timeout(30)
class FaultyListenerTest {
  private final List<Throwable> reported = new CopyOnWriteArrayList<>();
  private final AtomicInteger living = new AtomicInteger();
  private Thread.UncaughtExceptionHandler before = (_, _) -> {};

  private static final class Faulty implements PoolListener {
    @Override
    public void created(String pool) {
      throw new IllegalStateException("created");
    }

    @Override
    public void dropped(String pool) {
      throw new IllegalStateException("dropped");
    }

    @Override
    public void decayed(String pool, int count) {
      throw new IllegalStateException("decayed");
    }

    @Override
    public void leaked(String pool, Throwable site) {
      throw new AssertionError("leaked");
    }

    @Override
    public void destroyFailed(String pool, Throwable cause) {
      throw new IllegalStateException("destroyFailed", cause);
    }

    @Override
    public void waited(String pool, long nanos) {
      throw new AssertionError("waited");
    }
  }

  @BeforeEach
  void hearWhatIsReported() {
    before = Thread.currentThread().getUncaughtExceptionHandler();
    Thread.currentThread().setUncaughtExceptionHandler((_, fault) -> reported.add(fault));
  }

  @AfterEach
  void hearNoMore() {
    Thread.currentThread().setUncaughtExceptionHandler(before);
  }

  private PoolBuilder<Object> builder(int countMax) {
    return Pool.<Object>named("faulty", this::make)
        .destroy(_ -> living.decrementAndGet())
        .countMax(countMax)
        .decayInterval(Duration.ZERO)
        .listener(new Faulty());
  }

  private Object make() {
    living.incrementAndGet();
    return new Object();
  }

  @Test
  void aBlockingPoolLosesNoPermitAndNoObject() throws Exception {
    try (BlockingPool<Object> pool = builder(1).buildBlocking()) {
      Pooled<Object> lent = pool.borrow(Duration.ZERO).orElseThrow();
      assertThat(pool.borrow(Duration.ofNanos(1))).isEmpty();
      lent.close();
      pool.borrow(Duration.ZERO).orElseThrow().close();
      assertThat(pool.decay()).isZero();
      assertThat(pool.decay()).isEqualTo(1);
      pool.tryBorrow().orElseThrow().close();
      assertThat(pool.stats().created()).isEqualTo(2);
    }
    assertThat(living).hasValue(0);
    assertThat(reported)
        .extracting(Throwable::getMessage)
        .containsExactly("created", "waited", "decayed", "created");
  }

  @Test
  void aLeakIsMadeGoodOnce() throws Exception {
    try (BlockingPool<Object> pool = builder(1).buildBlocking()) {
      leak(pool);
      Pooled<Object> lent = lendAfterCollection(pool);
      assertThat(pool.tryBorrow()).isEmpty();
      lent.close();
      pool.tryBorrow().orElseThrow().close();
    }
    assertThat(reported).extracting(Throwable::getMessage).contains("leaked");
  }

  private static void leak(BlockingPool<Object> pool) {
    assertThat(pool.tryBorrow()).isPresent();
  }

  private static Pooled<Object> lendAfterCollection(BlockingPool<Object> pool) throws Exception {
    while (true) {
      System.gc();
      var lent = pool.borrow(Duration.ofMillis(1));
      if (lent.isPresent()) {
        return lent.get();
      }
    }
  }

  @Test
  void aPoolThatNobodyWaitsForLosesNothingEither() {
    try (Pool<Object> pool = builder(1).build()) {
      Object first = pool.get();
      Object second = pool.get();
      pool.put(first);
      pool.put(second);
      assertThat(pool.stats().idle()).isEqualTo(1);
      assertThat(pool.stats().outstanding()).isZero();
      pool.put(pool.get());
    }
    assertThat(living).hasValue(0);
    assertThat(reported)
        .extracting(Throwable::getMessage)
        .containsExactly("created", "created", "dropped");
  }

  @Test
  void anObjectThatCannotBeDestroyedIsGoneAllTheSame() {
    Predicate<Object> stale = _ -> false;
    PoolBuilder<Object> builder =
        builder(1)
            .valid(stale)
            .destroy(_ -> {
              throw new IllegalStateException("destroy");
            });
    try (BlockingPool<Object> pool = builder.buildBlocking()) {
      pool.tryBorrow().orElseThrow().close();
      pool.tryBorrow().orElseThrow().close();
      assertThat(pool.stats().discarded()).isEqualTo(1);
    }
    assertThat(reported).extracting(Throwable::getMessage).contains("destroyFailed");
  }

  @Test
  void aHandlerThatThrowsAsWellChangesNothing() {
    Thread.currentThread()
        .setUncaughtExceptionHandler((_, fault) -> {
          reported.add(fault);
          throw new IllegalStateException("do not want to know");
        });
    try (BlockingPool<Object> pool = builder(1).buildBlocking()) {
      pool.tryBorrow().orElseThrow().close();
      pool.tryBorrow().orElseThrow().close();
    }
    assertThat(reported).extracting(Throwable::getMessage).containsExactly("created");
  }
}
