package dev.holdfast.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every pool must do, whatever it lends. */
abstract class PoolContract {
  /** How many idle objects the pool under test may keep. */
  static final int COUNT_MAX = 8;

  /** A pool of any kind, behind what they all can do. */
  interface Subject {
    Pooled<?> borrow();

    PoolStats stats();

    int decay();

    void close();
  }

  private Subject pool;

  /** A pool that keeps {@link #COUNT_MAX} objects and decays only when it is told to. */
  abstract Subject create();

  @BeforeEach
  void open() {
    pool = create();
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private List<Pooled<?>> borrowAll(int count) {
    List<Pooled<?>> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(pool.borrow());
    }
    return out;
  }

  private static void closeAll(List<Pooled<?>> out) {
    out.forEach(Pooled::close);
  }

  @Test
  void lendsAgainWhatCameBack() {
    Object first;
    try (Pooled<?> pooled = pool.borrow()) {
      first = pooled.get();
    }
    try (Pooled<?> pooled = pool.borrow()) {
      assertThat(pooled.get()).isSameAs(first);
    }
    assertThat(pool.stats().created()).isEqualTo(1);
  }

  @Test
  void lendsNoObjectTwiceAtATime() {
    IdentityHashMap<Object, Object> seen = new IdentityHashMap<>();
    List<Pooled<?>> out = borrowAll(COUNT_MAX);
    out.forEach(pooled -> seen.put(pooled.get(), pooled));
    closeAll(out);
    assertThat(seen).hasSize(COUNT_MAX);
  }

  @Test
  void countsWhatGoesOutAndComesBack() {
    List<Pooled<?>> out = borrowAll(3);
    assertThat(pool.stats().outstanding()).isEqualTo(3);
    closeAll(out);
    closeAll(borrowAll(2));

    PoolStats stats = pool.stats();
    assertThat(stats.gets()).isEqualTo(5);
    assertThat(stats.puts()).isEqualTo(5);
    assertThat(stats.created()).isEqualTo(3);
    assertThat(stats.outstanding()).isZero();
    assertThat(stats.idle()).isEqualTo(3);
    assertThat(stats.missRate()).isEqualTo(0.6);
  }

  @Test
  void aHandleIsReleasedOnce() {
    Pooled<?> pooled = pool.borrow();
    pooled.close();
    assertThatExceptionOfType(DoubleReleaseException.class).isThrownBy(pooled::close);
    assertThat(pool.stats().idle()).isEqualTo(1);
  }

  @Test
  void aStaleHandleCannotReleaseTheNextBorrowersObject() {
    Pooled<?> stale = pool.borrow();
    stale.close();
    try (Pooled<?> current = pool.borrow()) {
      assertThatExceptionOfType(DoubleReleaseException.class).isThrownBy(stale::close);
      assertThat(current.get()).isNotNull();
      assertThat(pool.stats().idle()).isZero();
    }
  }

  @Test
  void aReleasedHandleGivesNothingOut() {
    Pooled<?> pooled = pool.borrow();
    pooled.close();
    assertThatExceptionOfType(UseAfterReleaseException.class).isThrownBy(pooled::get);
    assertThatExceptionOfType(UseAfterReleaseException.class).isThrownBy(pooled::invalidate);
  }

  @Test
  void anInvalidatedObjectIsNotLentAgain() {
    Object broken;
    try (Pooled<?> pooled = pool.borrow()) {
      broken = pooled.get();
      pooled.invalidate();
    }
    assertThat(pool.stats().idle()).isZero();
    assertThat(pool.stats().discarded()).isEqualTo(1);
    assertThat(pool.stats().outstanding()).isZero();
    try (Pooled<?> pooled = pool.borrow()) {
      assertThat(pooled.get()).isNotSameAs(broken);
    }
  }

  @Test
  void anIdlePoolMeltsAway() {
    closeAll(borrowAll(COUNT_MAX));
    assertThat(pool.stats().idle()).isEqualTo(COUNT_MAX);
    pool.decay(); // the first one learns how much is idle
    int before = pool.stats().idle();
    for (int round = 0; pool.stats().idle() > 0; round++) {
      assertThat(pool.decay()).isPositive();
      assertThat(pool.stats().idle()).isLessThan(before);
      before = pool.stats().idle();
      assertThat(round).isLessThan(COUNT_MAX);
    }
    assertThat(pool.stats().bytesIdle()).isZero();
    assertThat(pool.stats().discarded()).isEqualTo(COUNT_MAX);
  }

  @Test
  void whatIsInUseDoesNotMeltAway() {
    closeAll(borrowAll(1));
    pool.decay();
    for (int round = 0; round < 5; round++) {
      closeAll(borrowAll(1));
      pool.decay();
    }
    assertThat(pool.stats().created()).isEqualTo(1);
  }

  @Test
  void aClosedPoolLendsNothingAndKeepsNothing() {
    Pooled<?> out = pool.borrow();
    closeAll(borrowAll(2));
    pool.close();
    assertThat(pool.stats().idle()).isZero();
    assertThatExceptionOfType(PoolClosedException.class).isThrownBy(() -> pool.borrow());

    out.close();
    assertThat(pool.stats().idle()).isZero();
    assertThat(pool.stats().outstanding()).isZero();
    pool.close(); // again
  }

  @Test
  void platformThreadsShareNoObject() throws Exception {
    hammer(Thread.ofPlatform().factory(), 4, 5_000);
  }

  @Test
  void virtualThreadsShareNoObject() throws Exception {
    hammer(Thread.ofVirtual().factory(), 500, 40);
  }

  /** Threads borrow up to two objects at a time, and mark each one while they have it. */
  private void hammer(ThreadFactory threads, int count, int rounds) throws Exception {
    Map<Object, Thread> owners = new ConcurrentHashMap<>();
    List<Future<?>> tasks = new ArrayList<>();
    try (ExecutorService executor = Executors.newThreadPerTaskExecutor(threads)) {
      for (int t = 0; t < count; t++) {
        SplittableRandom random = new SplittableRandom(t);
        tasks.add(executor.submit(() -> borrowAndMark(owners, random, rounds)));
      }
    }
    for (Future<?> task : tasks) {
      task.get();
    }
    PoolStats stats = pool.stats();
    assertThat(stats.outstanding()).isZero();
    assertThat(stats.idle()).isBetween(1, COUNT_MAX);
    assertThat(stats.created()).isEqualTo(stats.idle() + stats.dropped() + stats.discarded());
  }

  private void borrowAndMark(Map<Object, Thread> owners, SplittableRandom random, int rounds) {
    for (int i = 0; i < rounds; i++) {
      try (Pooled<?> first = pool.borrow()) {
        Identity one = mark(owners, first);
        if (random.nextInt(3) == 0) {
          LockSupport.parkNanos(1);
        }
        owners.remove(one);
      }
      if (random.nextInt(100) == 0) {
        pool.decay();
      }
    }
  }

  private static Identity mark(Map<Object, Thread> owners, Pooled<?> pooled) {
    Identity identity = new Identity(pooled.get());
    assertThat(owners.putIfAbsent(identity, Thread.currentThread())).isNull();
    return identity;
  }

  /** Compares by identity: two pooled builders are different objects with equal text. */
  private record Identity(Object object) {
    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
      return other instanceof Identity identity && identity.object == object;
    }
  }
}
