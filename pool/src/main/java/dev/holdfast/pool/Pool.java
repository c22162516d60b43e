package dev.holdfast.pool;

import dev.holdfast.pool.internal.Depot;
import dev.holdfast.pool.internal.DepotCounts;
import dev.holdfast.pool.internal.Housekeeper;
import dev.holdfast.pool.internal.LeakTracker;
import dev.holdfast.pool.internal.Magazine;
import dev.holdfast.pool.internal.Slot;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps released objects for the next who needs one. It never blocks: if nothing is idle it makes a
 * new object, and what comes back to a full pool is dropped. What lies idle is bounded by count and
 * by bytes, and melts away while nobody needs it; what is out is not bounded ({@link BlockingPool}
 * does that).
 *
 * <p>It works the same for platform threads and for a virtual thread a task, because it does not
 * keep objects by thread: a thread only prefers one part of the pool, and finds what lies in the
 * others.
 *
 * <p><b>When not to pool.</b> A get and a put together cost about as much as allocating and
 * collecting a hundred bytes, give or take a factor of two (measured; the tables are in the
 * module's README). Below that plain {@code new} is faster, and up to some hundred bytes it is
 * simpler and safer for next to nothing. From some 4 KiB, or where making an object costs a
 * microsecond, a pool wins; but no more than what allocating was of the whole.
 *
 * <p>Thread safe. What a thread did to an object before its release happens before what the next
 * borrower does to it. No method can be interrupted. Objects are compared by identity.
 *
 * @param <T> the type of the pooled objects
 */
public final class Pool<T> implements AutoCloseable {
  private final String name;
  private final Supplier<? extends T> factory;
  private final @Nullable Consumer<? super T> reset;
  private final @Nullable Predicate<? super T> valid;
  private final @Nullable Predicate<? super T> keep;
  private final @Nullable Consumer<? super T> destroy;
  private final @Nullable Poison<? super T> poison;
  private final @Nullable ToLongFunction<? super T> bytesOf;
  private final long bytesEach; // where all have the same size
  private final boolean strict;
  private final int samplePeriod;
  private final PoolListener listener;
  private final LeakTracker tracker;
  private final Depot depot;
  private final Magazine[] gets; // where a get looks first, and a put: the depot's row, or one
  private final Magazine[] puts; // that never has anything or any room
  private final Housekeeper housekeeper;
  private final Pooled.Home<T> home = new HandleHome();
  private final boolean inspects; // whether an idle object is looked at before it is lent

  private final AtomicLong created = new AtomicLong();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder refused = new LongAdder(); // came back and were not worth keeping
  private final LongAdder spoiled = new LongAdder(); // found unfit when they were to be lent
  private final LongAdder evicted = new LongAdder();
  private volatile boolean closed;

  Pool(PoolBuilder<T> builder) {
    name = builder.name;
    factory = builder.factory;
    reset = builder.reset;
    valid = builder.valid;
    keep = builder.keep;
    destroy = builder.destroy;
    poison = builder.poison;
    bytesOf = builder.bytesOf;
    bytesEach = builder.bytesEach;
    strict = builder.checks == Checks.STRICT;
    samplePeriod = builder.checks.samplePeriod;
    listener = GuardedPoolListener.around(builder.listener);
    inspects = valid != null || poison != null;
    boolean prepares = keep != null || reset != null || poison != null || bytesOf != null;
    tracker = new LeakTracker(site -> listener.leaked(name, site));
    depot = new Depot(builder.countMax, builder.budget(), samplePeriod, this::remember);
    gets = inspects ? Depot.CLOSED_ROW : depot.row();
    puts = strict || prepares ? Depot.CLOSED_ROW : depot.row();
    housekeeper = Housekeeper.start(this, Pool::decay, builder.decayInterval);
  }

  /** A pool with default settings, to be changed before {@link PoolBuilder#build()}. */
  public static <T> PoolBuilder<T> named(String name, Supplier<? extends T> factory) {
    return new PoolBuilder<>(name, factory);
  }

  public String name() {
    return name;
  }

  /** What each object weighs, where all weigh the same. */
  long bytesEach() {
    return bytesEach;
  }

  /**
   * An object for the caller alone, until it puts it back. Whatever the factory throws comes
   * through, and the pool stays usable.
   *
   * @throws PoolClosedException if the pool is closed
   * @throws UseAfterReleaseException if an idle object was written to, in a pool with poison; the
   *     object is given up
   */
  @SuppressWarnings("unchecked") // only T and Slot<T> lie in the depot
  public T get() {
    Object stored = take();
    return stored == null ? create() : (T) Slot.unwrap(stored);
  }

  /**
   * Gives an object back. The caller must not touch it again. If the reset throws, the object is
   * given up, the exception comes through, and the pool stays usable. After {@link #close()} the
   * object is destroyed.
   *
   * @throws DoubleReleaseException if the pool noticed that the object is not out; see {@link
   *     Checks}
   */
  public void put(T item) {
    store(Objects.requireNonNull(item, "item"), item);
  }

  /** Gives a broken object up instead of back. */
  public void discard(T item) {
    forget(item);
    giveUp(item, refused);
  }

  /**
   * An object in a handle that finds double release and use after release, always.
   *
   * @throws PoolClosedException if the pool is closed
   * @throws UseAfterReleaseException as {@link #get()}
   */
  public Pooled<T> borrow() {
    Object stored = take();
    return new Pooled<>(home, slot(stored == null ? create() : stored));
  }

  @SuppressWarnings("unchecked") // only T and Slot<T> lie in the depot
  private Slot<T> slot(Object stored) {
    return stored instanceof Slot<?> slot ? (Slot<T>) slot : new Slot<>((T) stored);
  }

  /** Runs a task with an object, which comes back however the task ends. */
  public <R, X extends Throwable> R use(Task<? super T, ? extends R, ? extends X> task) throws X {
    try (Pooled<T> pooled = borrow()) {
      return task.apply(pooled.get());
    }
  }

  /**
   * What {@link #use} runs. It must not keep the object.
   *
   * @param <T> the type of the pooled object
   * @param <R> the type of the result
   * @param <X> what the task may throw
   */
  public interface Task<T, R, X extends Throwable> {
    R apply(T item) throws X;
  }

  /** Lends an object that was made elsewhere, as if the factory had made it. */
  T adopt(T item) {
    if (closed) {
      throw new PoolClosedException(name);
    }
    long count = created.incrementAndGet();
    if (samplePeriod != 0 && count % samplePeriod == 0) {
      remember(item);
    }
    listener.created(name);
    return item;
  }

  Pooled<T> adoptInHandle(T item) {
    return new Pooled<>(home, new Slot<>(adopt(item)));
  }

  private T create() {
    if (closed) {
      throw new PoolClosedException(name);
    }
    tracker.reportLeaks();
    return adopt(
        Objects.requireNonNull(
            factory.get(), () -> "the factory of pool '" + name + "' returned null"));
  }

  private @Nullable Object take() {
    Object stored = Depot.takeAtHome(gets);
    return stored != null ? stored : takeElsewhere();
  }

  private @Nullable Object takeElsewhere() {
    return inspects ? takeFit() : depot.takeAlongTheRow();
  }

  /** The slow way to take: with validation, or poison, or both. */
  @SuppressWarnings("unchecked") // only T and Slot<T> lie in the depot
  private @Nullable Object takeFit() {
    for (Object stored = depot.take(); stored != null; stored = depot.take()) {
      T item = (T) Slot.unwrap(stored);
      if (poison != null && !poison.isIntact(item)) {
        giveUp(item, spoiled);
        throw new UseAfterReleaseException(
            "an idle object of pool '"
                + name
                + "' was changed: someone wrote to it after its release");
      }
      if (isValid(item)) {
        return stored;
      }
      giveUp(item, spoiled);
    }
    return null;
  }

  private boolean isValid(T item) {
    try {
      return valid == null || valid.test(item);
    } catch (RuntimeException | Error e) {
      giveUp(item, spoiled);
      throw e;
    }
  }

  private void store(Object stored, T item) {
    if (!Depot.offerInPlace(puts, stored)) {
      storeWithCare(stored, item);
    }
  }

  private void storeWithCare(Object stored, T item) {
    forget(item);
    long weight = prepare(item);
    if (weight < 0) {
      giveUp(item, refused);
      return;
    }
    Depot.Outcome outcome = depot.offer(stored, weight);
    if (outcome != Depot.Outcome.STORED) {
      refuse(item, outcome);
    }
  }

  private void refuse(T item, Depot.Outcome outcome) {
    if (outcome == Depot.Outcome.TWICE) {
      throw new DoubleReleaseException(name);
    }
    dropped.increment();
    depot.forget(item);
    destroy(item);
    listener.dropped(name);
  }

  /** Makes an object fit to lie idle; its bytes, or a negative number if it is not to be kept. */
  private long prepare(T item) {
    try {
      if (keep != null && !keep.test(item)) {
        return -1;
      }
      if (reset != null) {
        reset.accept(item);
      }
      if (poison != null) {
        poison.fill(item);
      }
      return bytesOf == null ? bytesEach : bytesOf.applyAsLong(item);
    } catch (RuntimeException | Error e) {
      giveUp(item, refused);
      throw e;
    }
  }

  private void remember(Object stored) {
    depot.forget(Slot.unwrap(stored)); // or it would be kept in place, past the tracker
    tracker.borrowed(Slot.unwrap(stored));
  }

  private void forget(T item) {
    boolean known = tracker.isTracking() && tracker.released(item);
    if (strict && !known) {
      throw new DoubleReleaseException(name);
    }
  }

  private void giveUp(T item, LongAdder counter) {
    tracker.released(item);
    counter.increment();
    depot.forget(item);
    destroy(item);
  }

  private void destroy(T item) {
    if (destroy == null) {
      return;
    }
    try {
      destroy.accept(item);
    } catch (RuntimeException e) {
      listener.destroyFailed(name, e);
    }
  }

  /**
   * Gives up half of what nobody needed since the last call, rounded up; an idle pool is empty
   * after a few calls. The pool calls this itself at the interval that it was built with.
   *
   * @return how many objects were given up
   */
  public int decay() {
    tracker.reportLeaks();
    int count = destroyAll(depot.decay());
    if (count > 0) {
      listener.decayed(name, count);
    }
    return count;
  }

  @SuppressWarnings("unchecked") // only T and Slot<T> lie in the depot
  private int destroyAll(List<Object> stored) {
    for (Object each : stored) {
      evicted.increment();
      destroy((T) Slot.unwrap(each));
    }
    return stored.size();
  }

  /** A reading of the counters; takes microseconds and disturbs nobody. */
  public PoolStats stats() {
    tracker.reportLeaks();
    DepotCounts counts = depot.counts();
    long drops = dropped.sum();
    long refusals = refused.sum();
    long spoils = spoiled.sum();
    long creations = created.get();
    long gets = counts.hits() - spoils + creations;
    long puts = counts.stored() + drops + refusals;
    return new PoolStats(
        name,
        gets,
        puts,
        creations,
        drops,
        refusals + spoils + evicted.sum(),
        counts.idle(),
        counts.bytesIdle(),
        bytesEach * (gets - puts),
        tracker.leaked());
  }

  /**
   * Destroys all idle objects. Objects that are out may come back and are destroyed then. Calling
   * it again has no effect.
   */
  @Override
  public void close() {
    closed = true;
    housekeeper.close();
    destroyAll(depot.close());
  }

  @Override
  public String toString() {
    return "Pool[" + name + "]";
  }

  private final class HandleHome implements Pooled.Home<T> {
    @Override
    public void giveBack(Slot<T> slot) {
      store(slot, slot.item());
    }

    @Override
    public void discard(Slot<T> slot) {
      Pool.this.discard(slot.item());
    }

    @Override
    public String name() {
      return name;
    }
  }
}
