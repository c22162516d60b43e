package dev.holdfast.pool;

import dev.holdfast.pool.internal.ByteBudget;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link Pool} or a {@link BlockingPool}. Not thread safe; may be built from
 * repeatedly, and the pools share nothing.
 *
 * @param <T> the type of the pooled objects
 */
public final class PoolBuilder<T> {
  final String name;
  final Supplier<? extends T> factory;
  @Nullable Consumer<? super T> reset;
  @Nullable Predicate<? super T> valid;
  @Nullable Predicate<? super T> keep;
  @Nullable Consumer<? super T> destroy;
  @Nullable Poison<? super T> poison;
  @Nullable ToLongFunction<? super T> bytesOf;
  int countMax = 1024;
  Duration decayInterval = Duration.ofSeconds(30);
  Checks checks = Checks.SAMPLED;
  PoolListener listener = PoolListener.NOOP;
  long bytesEach;
  private long bytesMax;
  private @Nullable ByteBudget sharedBudget;

  PoolBuilder(String name, Supplier<? extends T> factory) {
    this.name = Objects.requireNonNull(name, "name");
    this.factory = Objects.requireNonNull(factory, "factory");
  }

  /** Brings a released object back to its first state; runs at release. */
  public PoolBuilder<T> reset(Consumer<? super T> reset) {
    this.reset = reset;
    return this;
  }

  /** Says whether an idle object may still be lent; runs at each borrow that finds one. */
  public PoolBuilder<T> valid(Predicate<? super T> valid) {
    this.valid = valid;
    return this;
  }

  /** Says whether a released object is worth keeping; runs at release, before the reset. */
  PoolBuilder<T> keep(Predicate<? super T> keep) {
    this.keep = keep;
    return this;
  }

  /** Closes an object that the pool gives up, for whatever reason. */
  public PoolBuilder<T> destroy(Consumer<? super T> destroy) {
    this.destroy = destroy;
    return this;
  }

  /**
   * How many idle objects the pool keeps, 0 or more; 1,024 unless told otherwise. It does not bound
   * how many are out.
   */
  public PoolBuilder<T> countMax(int countMax) {
    this.countMax = countMax;
    return this;
  }

  /**
   * How many bytes of idle objects the pool keeps, in addition to the bound by count. No bound
   * unless told otherwise.
   *
   * @param bytesOf the size of a released object, 0 or more, asked once at each release; a negative
   *     size says that the object is not worth keeping
   */
  public PoolBuilder<T> bytesMax(long bytesMax, ToLongFunction<? super T> bytesOf) {
    this.bytesMax = bytesMax;
    this.bytesOf = bytesOf;
    return this;
  }

  /** A budget that several pools have in common; all objects of this one have the same size. */
  PoolBuilder<T> budget(ByteBudget budget, long bytesEach) {
    this.sharedBudget = budget;
    this.bytesEach = bytesEach;
    return this;
  }

  ByteBudget budget() {
    return sharedBudget != null ? sharedBudget : new ByteBudget(bytesMax);
  }

  /**
   * How often the pool gives up half of what nobody needed since the last time, on a thread of the
   * JDK's common pool; every 30 seconds unless told otherwise. {@link Duration#ZERO}: only when
   * {@link Pool#decay()} is called.
   */
  public PoolBuilder<T> decayInterval(Duration decayInterval) {
    this.decayInterval = decayInterval;
    return this;
  }

  /** How closely users are watched; {@link Checks#SAMPLED} unless told otherwise. */
  public PoolBuilder<T> checks(Checks checks) {
    this.checks = checks;
    return this;
  }

  /** For tests: spoils idle objects, and refuses to lend one that was written to meanwhile. */
  public PoolBuilder<T> poison(Poison<? super T> poison) {
    this.poison = poison;
    return this;
  }

  /** Who is told of what goes beyond lending an idle object. */
  public PoolBuilder<T> listener(PoolListener listener) {
    this.listener = listener;
    return this;
  }

  /**
   * Creates the pool; it makes no objects yet.
   *
   * @throws IllegalArgumentException if a bound or the interval is negative
   */
  public Pool<T> build() {
    return new Pool<>(this);
  }

  /**
   * Creates a pool that lets no more than {@link #countMax} objects exist, and whose borrowers
   * wait. It makes no objects yet, and ignores {@link #bytesMax} and {@link #poison}.
   *
   * @throws IllegalArgumentException if countMax is less than 1, or the interval is negative
   */
  public BlockingPool<T> buildBlocking() {
    return new BlockingPool<>(this);
  }
}
