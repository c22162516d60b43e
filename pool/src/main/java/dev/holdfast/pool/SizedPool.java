package dev.holdfast.pool;

import dev.holdfast.pool.internal.ByteBudget;
import dev.holdfast.pool.internal.Housekeeper;
import dev.holdfast.pool.internal.SizeClasses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One {@link Pool} for each size class, with a common budget, and one that keeps nothing for
 * requests that are larger than all classes.
 *
 * @param <B> a buffer of some kind
 */
final class SizedPool<B> {
  private final String name;
  private final IntFunction<B> allocate;
  private final List<Pool<B>> pools; // by size class; the last is for what is too large
  private final @Nullable Pool<B>[] byPower;
  private final LongAdder oversizedBytes = new LongAdder(); // that are out
  private final Housekeeper housekeeper;

  SizedPool(
      SizedPoolBuilder<?> settings,
      IntFunction<B> allocate,
      ToLongFunction<? super B> capacity,
      @Nullable Consumer<? super B> reset,
      Poison<? super B> poison) {
    this.name = settings.name;
    this.allocate = allocate;
    SizeClasses sizes = settings.sizeClasses();
    int kept = sizes.count();
    ByteBudget budget = new ByteBudget(settings.bytesMax);
    List<Pool<B>> all = new ArrayList<>();
    for (int i = 0; i <= kept; i++) {
      int bytes = i < kept ? sizes.bytes(i) : 0;
      PoolBuilder<B> builder =
          Pool.<B>named(name, () -> allocate.apply(bytes))
              .budget(budget, bytes)
              .countMax(i < kept ? settings.countMax : 0)
              .decayInterval(Duration.ZERO) // this pool's own timer does it for all of them
              .checks(settings.checks)
              .listener(settings.listener);
      builder.reset = reset;
      builder.destroy = i < kept ? null : given -> oversizedBytes.add(-capacity.applyAsLong(given));
      builder.poison = settings.poison ? poison : null;
      all.add(builder.build());
    }
    this.pools = List.copyOf(all);
    this.byPower = byPower(sizes, pools);
    this.housekeeper = Housekeeper.start(this, SizedPool::decay, settings.decayInterval);
  }

  /**
   * At n the pool of 2^n bytes, or the smallest if that is larger; null above the largest. No way
   * is shorter than one array: after a locked instruction each load on it counts.
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
  private static <B> @Nullable Pool<B>[] byPower(SizeClasses sizes, List<Pool<B>> pools) {
    @Nullable Pool[] all = new @Nullable Pool[Integer.SIZE + 1];
    int smallest = SizeClasses.power(sizes.smallest());
    for (int n = 0; n < smallest + sizes.count(); n++) {
      all[n] = pools.get(Math.max(0, n - smallest));
    }
    return all;
  }

  String name() {
    return name;
  }

  B get(int bytes) {
    Pool<B> pool = byPower[SizeClasses.power(bytes)];
    return pool != null ? pool.get() : getUnusual(bytes);
  }

  private B getUnusual(int bytes) {
    checkSize(bytes);
    return bytes == 0 ? pools.getFirst().get() : oversized(bytes, pools.getLast()::adopt);
  }

  Pooled<B> borrow(int bytes) {
    Pool<B> pool = byPower[SizeClasses.power(bytes)];
    return pool != null ? pool.borrow() : borrowUnusual(bytes);
  }

  private Pooled<B> borrowUnusual(int bytes) {
    checkSize(bytes);
    return bytes == 0
        ? pools.getFirst().borrow()
        : oversized(bytes, pools.getLast()::adoptInHandle);
  }

  private void checkSize(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("asked pool '" + name + "' for " + bytes + " bytes");
    }
  }

  /** Lends what will not be kept; the pool destroys it when it comes back. */
  private <R> R oversized(int bytes, Function<B, R> adopt) {
    R lent = adopt.apply(allocate.apply(bytes));
    oversizedBytes.add(bytes);
    return lent;
  }

  void put(B buffer, int capacity) {
    Pool<B> pool = byPower[SizeClasses.power(capacity)];
    if (pool == null ? capacity == 0 : pool.bytesEach() != capacity) {
      throw notLent(capacity);
    }
    (pool == null ? pools.getLast() : pool).put(buffer);
  }

  /** Throws what {@link #put} would throw for a buffer of that capacity. */
  void mustLend(int capacity) {
    Pool<B> pool = byPower[SizeClasses.power(capacity)];
    if (pool == null ? capacity == 0 : pool.bytesEach() != capacity) {
      throw notLent(capacity);
    }
  }

  private IllegalArgumentException notLent(int capacity) {
    return new IllegalArgumentException(
        "pool '"
            + name
            + "' lends no buffers of "
            + capacity
            + " bytes: put back the buffer that get() returned, not a slice or one of your own");
  }

  int decay() {
    return pools.stream().mapToInt(Pool::decay).sum();
  }

  PoolStats stats() {
    return pools.stream()
        .map(Pool::stats)
        .reduce(PoolStats::plus)
        .orElseThrow()
        .plusBytesOutstanding(oversizedBytes.sum());
  }

  void close() {
    housekeeper.close();
    pools.forEach(Pool::close);
  }
}
