package dev.holdfast.observability;

import static dev.holdfast.observability.Labels.POOL;
import static dev.holdfast.observability.Labels.STATE;

import java.util.List;

/** What object pools report. */
public final class PoolNames {

  private static final Declarations NAMES = new Declarations();

  /** Objects lent. */
  public static final Metric POOL_GETS =
      NAMES.counter(
          Component.POOL, "holdfast.pool.gets", "{object}", "Objects lent, idle or new.", POOL);

  /** Objects returned. */
  public static final Metric POOL_PUTS =
      NAMES.counter(
          Component.POOL,
          "holdfast.pool.puts",
          "{object}",
          "Objects that came back, kept or not.",
          POOL);

  /** Objects made. */
  public static final Metric POOL_MISSES =
      NAMES.counter(
          Component.POOL,
          "holdfast.pool.misses",
          "{object}",
          "Objects that were made because none was idle.",
          POOL);

  /** Objects without room. */
  public static final Metric POOL_DROPPED =
      NAMES.counter(
          Component.POOL,
          "holdfast.pool.dropped",
          "{object}",
          "Objects that came back and found no room.",
          POOL);

  /** Objects given up. */
  public static final Metric POOL_DISCARDED =
      NAMES.counter(
          Component.POOL,
          "holdfast.pool.discarded",
          "{object}",
          "Objects given up because they were invalid, broken or unused for long.",
          POOL);

  /** Objects lost. */
  public static final Metric POOL_LEAKED =
      NAMES.counter(
          Component.POOL,
          "holdfast.pool.leaked",
          "{object}",
          "Sampled objects that were collected without having been released.",
          POOL);

  /** Objects whose end failed. */
  public static final Metric POOL_DESTROY_FAILED =
      NAMES.counter(
          Component.POOL,
          "holdfast.pool.destroy.failed",
          "{object}",
          "Objects whose destruction threw.",
          POOL);

  /** Where the objects are. */
  public static final Metric POOL_OBJECTS =
      NAMES.gauge(
          Component.POOL,
          "holdfast.pool.objects",
          "{object}",
          "Objects of the pool: idle in it, or used outside.",
          POOL,
          STATE);

  /** What lies idle. */
  public static final Metric POOL_IDLE =
      NAMES.gauge(
          Component.POOL,
          "holdfast.pool.idle",
          "By",
          "Bytes in idle objects; 0 for a pool that does not count bytes.",
          POOL);

  /** How long borrowers waited. */
  public static final Metric POOL_WAIT_DURATION =
      NAMES.histogram(
          Component.POOL,
          "holdfast.pool.wait.duration",
          "s",
          Buckets.FINE,
          "Time that a borrower of a blocking pool waited, if it had to.",
          POOL);

  /** All of them, in the order of this class. */
  static final List<Metric> METRICS = NAMES.all();

  private PoolNames() {}
}
