package dev.holdfast.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BlockingPoolTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final AtomicInteger living = new AtomicInteger();
  private final AtomicInteger livingMost = new AtomicInteger();

  private PoolBuilder<Object> connections(int countMax) {
    return Pool.<Object>named("db", this::connect)
        .destroy(connection -> living.decrementAndGet())
        .countMax(countMax)
        .decayInterval(Duration.ZERO);
  }

  private Object connect() {
    livingMost.accumulateAndGet(living.incrementAndGet(), Math::max);
    return new Object();
  }

  /** A thread that waits for an object; its future has the handle, or empty, or why not. */
  private static final class Borrower {
    final CompletableFuture<Optional<Pooled<Object>>> result = new CompletableFuture<>();
    final Thread thread;

    Borrower(BlockingPool<Object> pool, Duration timeout) {
      thread = Thread.ofVirtual().start(() -> borrow(pool, timeout));
    }

    private void borrow(BlockingPool<Object> pool, Duration timeout) {
      try {
        result.complete(pool.borrow(timeout));
      } catch (InterruptedException | RuntimeException e) {
        result.completeExceptionally(e);
      }
    }

    Pooled<Object> handle() throws Exception {
      return result.get(20, TimeUnit.SECONDS).orElseThrow();
    }
  }

  private static Borrower inLine(BlockingPool<Object> pool) {
    int before = pool.waiting();
    Borrower borrower = new Borrower(pool, LONG);
    while (pool.waiting() == before) {
      Thread.onSpinWait();
    }
    return borrower;
  }

  @Test
  void servesThoseWhoWaitInTheOrderInWhichTheyCame() throws Exception {
    try (BlockingPool<Object> pool = connections(1).buildBlocking()) {
      Pooled<Object> held = pool.tryBorrow().orElseThrow();
      List<Borrower> line = List.of(inLine(pool), inLine(pool), inLine(pool));
      for (int i = 0; i < line.size(); i++) {
        held.close();
        held = line.get(i).handle();
        for (int later = i + 1; later < line.size(); later++) {
          assertThat(line.get(later).result).isNotDone();
        }
      }
      held.close();
      assertThat(pool.stats().created()).isEqualTo(1);
    }
  }

  @Test
  void aCallThatDoesNotWaitDoesNotPassThoseWhoDo() throws Exception {
    try (BlockingPool<Object> pool = connections(1).buildBlocking()) {
      Pooled<Object> held = pool.tryBorrow().orElseThrow();
      Borrower first = inLine(pool);
      held.close();
      assertThat(pool.tryBorrow()).isEmpty();
      first.handle().close();
      pool.tryBorrow().orElseThrow().close();
    }
  }

  @Test
  void aTimeoutIsEmptyAndTakesNothing() throws Exception {
    List<Long> waits = new CopyOnWriteArrayList<>();
    PoolListener listener =
        new PoolListener() {
          @Override
          public void waited(String pool, long nanos) {
            waits.add(nanos);
          }
        };
    try (BlockingPool<Object> pool = connections(1).listener(listener).buildBlocking()) {
      Pooled<Object> held = pool.tryBorrow().orElseThrow();
      assertThat(pool.borrow(Duration.ofMillis(5))).isEmpty();
      assertThat(pool.borrow(Duration.ZERO)).isEmpty();
      assertThat(pool.borrow(Duration.ofSeconds(-1))).isEmpty();
      assertThat(waits).hasSize(3).first().satisfies(w -> assertThat(w).isGreaterThan(4_000_000L));
      assertThat(pool.waiting()).isZero();
      held.close();
      pool.tryBorrow().orElseThrow().close();
    }
  }

  @Test
  void anInterruptedWaiterLeavesTheLineToTheNext() throws Exception {
    try (BlockingPool<Object> pool = connections(1).buildBlocking()) {
      Pooled<Object> held = pool.tryBorrow().orElseThrow();
      Borrower first = inLine(pool);
      Borrower second = inLine(pool);
      first.thread.interrupt();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> first.result.get(20, TimeUnit.SECONDS))
          .withCauseInstanceOf(InterruptedException.class);
      held.close();
      second.handle().close();
    }
  }

  @Test
  void aStormOfTimeoutsLosesNoPermit() throws Exception {
    try (BlockingPool<Object> pool = connections(3).buildBlocking()) {
      List<Borrower> storm = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        storm.add(new Borrower(pool, Duration.ofNanos(i * 20_000L)));
      }
      for (Borrower borrower : storm) {
        borrower.result.get(20, TimeUnit.SECONDS).ifPresent(Pooled::close);
      }
      List<Pooled<Object>> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(pool.tryBorrow().orElseThrow());
      }
      assertThat(pool.tryBorrow()).isEmpty();
      all.forEach(Pooled::close);
      assertThat(livingMost.get()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void noMoreObjectsExistThanAllowed() throws Exception {
    try (BlockingPool<Object> pool =
        connections(3).valid(o -> o.hashCode() % 4 != 0).buildBlocking()) {
      List<CompletableFuture<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        tasks.add(CompletableFuture.runAsync(() -> borrowOften(pool), Thread::startVirtualThread));
      }
      for (CompletableFuture<Void> task : tasks) {
        task.get(20, TimeUnit.SECONDS);
      }
      assertThat(livingMost.get()).isBetween(1, 3);
      assertThat(pool.stats().outstanding()).isZero();
    }
    assertThat(living.get()).isZero();
  }

  private static void borrowOften(BlockingPool<Object> pool) {
    for (int i = 0; i < 20; i++) {
      try (Pooled<Object> pooled = pool.borrow(LONG).orElseThrow()) {
        LockSupport.parkNanos(1);
        if (i == 7) {
          pooled.invalidate();
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void aFailingFactoryPassesTheTurnOn() throws Exception {
    AtomicBoolean failing = new AtomicBoolean();
    PoolBuilder<Object> builder = Pool.<Object>named("db", () -> connectUnless(failing));
    try (BlockingPool<Object> pool = builder.countMax(1).buildBlocking()) {
      Pooled<Object> held = pool.tryBorrow().orElseThrow();
      Borrower first = inLine(pool);
      Borrower second = inLine(pool);
      failing.set(true);
      held.invalidate();
      held.close();
      for (Borrower borrower : List.of(first, second)) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(() -> borrower.result.get(20, TimeUnit.SECONDS))
            .withCauseInstanceOf(IllegalStateException.class);
      }
      failing.set(false);
      pool.tryBorrow().orElseThrow().close();
    }
  }

  private static Object connectUnless(AtomicBoolean failing) {
    if (failing.get()) {
      throw new IllegalStateException("no route to the database");
    }
    return new Object();
  }

  @Test
  void aFailingResetGivesTheObjectUpAndThePermitBack() {
    PoolBuilder<Object> builder =
        connections(1)
            .reset(connection -> {
              throw new IllegalStateException("open transaction");
            });
    try (BlockingPool<Object> pool = builder.buildBlocking()) {
      Pooled<Object> held = pool.tryBorrow().orElseThrow();
      assertThatIllegalStateException().isThrownBy(held::close);
      assertThat(living.get()).isZero();
      assertThat(pool.tryBorrow()).isPresent();
    }
  }

  @Test
  void closingRefusesThoseWhoWait() throws Exception {
    BlockingPool<Object> pool = connections(1).buildBlocking();
    Pooled<Object> held = pool.tryBorrow().orElseThrow();
    Borrower waiting = inLine(pool);
    pool.close();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> waiting.result.get(20, TimeUnit.SECONDS))
        .withCauseInstanceOf(PoolClosedException.class);
    assertThatExceptionOfType(PoolClosedException.class).isThrownBy(pool::tryBorrow);
    held.close();
    assertThat(living.get()).isZero();
  }

  @Test
  void aLeakedObjectIsReportedAndReplaced() throws Exception {
    List<Throwable> sites = new CopyOnWriteArrayList<>();
    PoolListener listener =
        new PoolListener() {
          @Override
          public void leaked(String pool, Throwable site) {
            sites.add(site);
          }
        };
    try (BlockingPool<Object> pool = connections(1).listener(listener).buildBlocking()) {
      assertThat(pool.tryBorrow()).isPresent(); // and forgotten
      Borrower next = inLine(pool);
      while (!next.result.isDone()) {
        System.gc();
        pool.decay();
        try {
          next.result.get(10, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          assertThat(next.result).isNotDone();
        }
      }
      next.handle().close();
      assertThat(sites).hasSize(1);
      assertThat(sites.getFirst().getStackTrace())
          .anyMatch(frame -> frame.getMethodName().equals("aLeakedObjectIsReportedAndReplaced"));
    }
  }

  @Test
  void needsRoomForOneAtLeast() {
    assertThatIllegalArgumentException().isThrownBy(() -> connections(0).buildBlocking());
  }
}
