package dev.holdfast.observability.binding;

import dev.holdfast.observability.Labels;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Counter;
import dev.holdfast.observability.Meters.Distribution;
import dev.holdfast.observability.Meters.Watch;
import dev.holdfast.observability.PoolNames;
import dev.holdfast.observability.Series;
import dev.holdfast.pool.PoolListener;
import dev.holdfast.pool.PoolStats;
import java.util.function.Supplier;

/**
 * Measures object pools of any kind: make it, build the pools with it as their listener, then
 * {@link #watch} the {@code stats()} of each. A borrow that finds an idle object costs nothing more
 * for it, since it is counted by the pool itself. Thread safe.
 */
public final class PoolMetrics implements PoolListener {
  private final Meters meters;
  private final Series<Distribution> waits;
  private final Series<Counter> destroyFailed;

  /** For any number of pools. */
  public PoolMetrics(Meters meters) {
    this.meters = meters;
    this.waits = meters.distributions(PoolNames.POOL_WAIT_DURATION);
    this.destroyFailed = meters.counters(PoolNames.POOL_DESTROY_FAILED);
  }

  /**
   * Reports a pool until the watch is closed.
   *
   * @param stats the pool's own, such as {@code pool::stats}
   */
  public Watch watch(Supplier<PoolStats> stats) {
    String pool = meters.cardinality().admit(Labels.POOL, stats.get().pool());
    Distribution _ = waits.of(pool); // shown at zero
    Counter _ = destroyFailed.of(pool);
    return Watches.all(
        meters.total(PoolNames.POOL_GETS, () -> stats.get().gets(), pool),
        meters.total(PoolNames.POOL_PUTS, () -> stats.get().puts(), pool),
        meters.total(PoolNames.POOL_MISSES, () -> stats.get().created(), pool),
        meters.total(PoolNames.POOL_DROPPED, () -> stats.get().dropped(), pool),
        meters.total(PoolNames.POOL_DISCARDED, () -> stats.get().discarded(), pool),
        meters.total(PoolNames.POOL_LEAKED, () -> stats.get().leaked(), pool),
        meters.gauge(PoolNames.POOL_OBJECTS, () -> stats.get().idle(), pool, "idle"),
        meters.gauge(PoolNames.POOL_OBJECTS, () -> stats.get().outstanding(), pool, "used"),
        meters.gauge(PoolNames.POOL_IDLE, () -> stats.get().bytesIdle(), pool));
  }

  @Override
  public void destroyFailed(String pool, Throwable cause) {
    destroyFailed.of(pool).add(1);
  }

  @Override
  public void waited(String pool, long nanos) {
    waits.of(pool).record(nanos);
  }
}
