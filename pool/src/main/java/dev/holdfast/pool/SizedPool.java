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
  private final SizeClasses sizes;
  private final IntFunction<B> allocate;
  private final List<Pool<B>> pools; // by size class; the last is for what is too large
  private final int kept; // how many size classes there are
  private final LongAdder oversizedBytes = new LongAdder(); // that are out
  private final Housekeeper housekeeper;

  SizedPool(
      SizedPoolBuilder<?> settings,
      IntFunction<B> allocate,
      ToLongFunction<? super B> capacity,
      @Nullable Consumer<? super B> reset,
      Poison<? super B> poison) {
    this.name = settings.name;
    this.sizes = settings.sizeClasses();
    this.allocate = allocate;
    this.kept = sizes.count();
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
    this.housekeeper = Housekeeper.start(this, SizedPool::decay, settings.decayInterval);
  }

  String name() {
    return name;
  }

  B get(int bytes) {
    int index = indexFor(bytes);
    Pool<B> pool = pools.get(index);
    return index < kept ? pool.get() : oversized(bytes, pool::adopt);
  }

  Pooled<B> borrow(int bytes) {
    int index = indexFor(bytes);
    Pool<B> pool = pools.get(index);
    return index < kept ? pool.borrow() : oversized(bytes, pool::adoptInHandle);
  }

  /** Lends what will not be kept; the pool destroys it when it comes back. */
  private <R> R oversized(int bytes, Function<B, R> adopt) {
    R lent = adopt.apply(allocate.apply(bytes));
    oversizedBytes.add(bytes);
    return lent;
  }

  private int indexFor(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("asked pool '" + name + "' for " + bytes + " bytes");
    }
    return sizes.indexFor(bytes);
  }

  void put(B buffer, int capacity) {
    int index = sizes.indexFor(capacity);
    if (index < kept && sizes.bytes(index) != capacity) {
      throw notLent(capacity);
    }
    pools.get(index).put(buffer);
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
