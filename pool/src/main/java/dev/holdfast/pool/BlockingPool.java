package dev.holdfast.pool;

import dev.holdfast.pool.internal.FifoGate;
import dev.holdfast.pool.internal.Housekeeper;
import dev.holdfast.pool.internal.IdleStack;
import dev.holdfast.pool.internal.LeakTracker;
import dev.holdfast.pool.internal.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pool of objects that are too dear to make more of, connections for example: no more than a
 * fixed number exist, idle ones and lent ones together, and who finds none waits in line. Strictly
 * first come, first served; a call that does not wait does not pass those who do.
 *
 * <p>Objects are made when they are first needed, and given up while nobody needs them. Every
 * borrow is remembered with its call stack (unless {@link Checks#OFF}): if an object is garbage
 * collected without having been released, the leak is reported and another may be made in its
 * place.
 *
 * <p>Thread safe. What a thread did to an object before its release happens before what the next
 * borrower does to it.
 *
 * @param <T> the type of the pooled objects
 */
public final class BlockingPool<T> implements AutoCloseable {
  private final String name;
  private final Supplier<? extends T> factory;
  private final @Nullable Consumer<? super T> reset;
  private final @Nullable Predicate<? super T> valid;
  private final @Nullable Consumer<? super T> destroy;
  private final PoolListener listener;
  private final boolean remembers;
  private final LeakTracker tracker;
  private final Housekeeper housekeeper;
  private final Pooled.Home<T> home = new HandleHome();

  /*
   * A permit is the right to have an object out. An object is pushed before its permit is released,
   * and popped or made after a permit was acquired; so there are never more objects than permits.
   */
  private final FifoGate gate;
  private final IdleStack<Slot<T>> idle = new IdleStack<>();

  private final LongAdder gets = new LongAdder();
  private final LongAdder puts = new LongAdder();
  private final LongAdder created = new LongAdder();
  private final LongAdder discarded = new LongAdder();

  BlockingPool(PoolBuilder<T> builder) {
    if (builder.countMax < 1) {
      throw new IllegalArgumentException(
          "a blocking pool needs countMax of 1 or more: " + builder.countMax);
    }
    name = builder.name;
    factory = builder.factory;
    reset = builder.reset;
    valid = builder.valid;
    destroy = builder.destroy;
    listener = GuardedPoolListener.around(builder.listener);
    remembers = builder.checks != Checks.OFF;
    gate = new FifoGate(builder.countMax);
    tracker = new LeakTracker(this::replaceLeaked);
    housekeeper = Housekeeper.start(this, BlockingPool::decay, builder.decayInterval);
  }

  public String name() {
    return name;
  }

  /**
   * Borrows an object, waiting in line for it if need be. What the factory throws comes through;
   * the next in line then has its turn, and the pool stays usable.
   *
   * @param timeout how long to wait in line; zero or less does not wait. The time that validation
   *     and the factory take comes on top.
   * @return empty if the time was up
   * @throws InterruptedException if the thread was interrupted while it waited; nothing is borrowed
   * @throws PoolClosedException if the pool is closed, or was while the thread waited
   */
  public Optional<Pooled<T>> borrow(Duration timeout) throws InterruptedException {
    FifoGate.Result result = gate.tryAcquire();
    if (result == FifoGate.Result.TIMED_OUT) {
      tracker.reportLeaks();
      long start = System.nanoTime();
      try {
        result = gate.acquire(nanos(timeout));
      } finally {
        listener.waited(name, System.nanoTime() - start);
      }
    }
    return lend(result);
  }

  private static long nanos(Duration timeout) {
    boolean representable = timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) <= 0;
    return representable && !timeout.isNegative()
        ? timeout.toNanos()
        : timeout.isNegative() ? 0 : Long.MAX_VALUE;
  }

  /** Borrows an object if that needs no waiting; as {@link #borrow} in all else. */
  public Optional<Pooled<T>> tryBorrow() {
    return lend(gate.tryAcquire());
  }

  private Optional<Pooled<T>> lend(FifoGate.Result result) {
    return switch (result) {
      case TIMED_OUT -> Optional.empty();
      case CLOSED -> throw new PoolClosedException(name);
      case GRANTED -> Optional.of(lend());
    };
  }

  private Pooled<T> lend() {
    Slot<T> slot = null;
    boolean lent = false;
    try {
      slot = idleOrNew();
      if (remembers) {
        tracker.borrowed(slot.item());
      }
      Pooled<T> pooled = new Pooled<>(home, slot);
      gets.increment();
      lent = true;
      return pooled;
    } finally {
      if (!lent) {
        abandon(slot);
      }
    }
  }

  /** Nothing is lent: gives up the object, if it came to one, and frees its place. */
  private void abandon(@Nullable Slot<T> slot) {
    try {
      if (slot != null) {
        tracker.released(slot.item());
        giveUp(slot.item());
      }
    } finally {
      gate.release();
    }
  }

  private Slot<T> idleOrNew() {
    for (Slot<T> slot = idle.pop(); slot != null; slot = idle.pop()) {
      if (isValid(slot.item())) {
        return slot;
      }
      giveUp(slot.item());
    }
    Slot<T> made =
        new Slot<>(
            Objects.requireNonNull(
                factory.get(), () -> "the factory of pool '" + name + "' returned null"));
    created.increment();
    listener.created(name);
    return made;
  }

  private boolean isValid(T item) {
    try {
      return valid == null || valid.test(item);
    } catch (RuntimeException | Error e) {
      giveUp(item);
      throw e;
    }
  }

  private void giveUp(T item) {
    discarded.increment();
    if (destroy == null) {
      return;
    }
    try {
      destroy.accept(item);
    } catch (RuntimeException e) {
      listener.destroyFailed(name, e);
    }
  }

  private void replaceLeaked(Throwable site) {
    gate.release();
    listener.leaked(name, site);
  }

  /** How many threads wait in line. */
  public int waiting() {
    return gate.waiting();
  }

  /** As {@link Pool#decay()}; also replaces what has leaked. */
  public int decay() {
    tracker.reportLeaks();
    int count = giveUpAll(idle.decay());
    if (count > 0) {
      listener.decayed(name, count);
    }
    return count;
  }

  private int giveUpAll(List<Slot<T>> slots) {
    slots.forEach(slot -> giveUp(slot.item()));
    return slots.size();
  }

  /** A reading of the counters; {@code dropped} and the bytes are 0. */
  public PoolStats stats() {
    tracker.reportLeaks();
    return new PoolStats(
        name,
        gets.sum(),
        puts.sum(),
        created.sum(),
        0,
        discarded.sum(),
        idle.size(),
        0,
        0,
        tracker.leaked());
  }

  /**
   * Destroys all idle objects and refuses all who wait. Objects that are out may come back and are
   * destroyed then. Does not wait for them. Calling it again has no effect.
   */
  @Override
  public void close() {
    housekeeper.close();
    gate.close();
    giveUpAll(idle.close());
  }

  @Override
  public String toString() {
    return "BlockingPool[" + name + "]";
  }

  private final class HandleHome implements Pooled.Home<T> {
    @Override
    public void giveBack(Slot<T> slot) {
      tracker.released(slot.item());
      boolean kept = false;
      try {
        if (reset != null) {
          reset.accept(slot.item());
        }
        kept = idle.push(slot);
      } finally {
        finish(slot.item(), kept);
      }
    }

    @Override
    public void discard(Slot<T> slot) {
      tracker.released(slot.item());
      finish(slot.item(), false);
    }

    private void finish(T item, boolean kept) {
      puts.increment();
      try {
        if (!kept) {
          giveUp(item);
        }
      } finally {
        gate.release();
      }
    }

    @Override
    public String name() {
      return name;
    }
  }
}
