package dev.holdfast.observability;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Where measurements go: the one port between the bindings of Holdfast's listeners and a telemetry
 * library. There are two: {@code MicrometerMeters} and {@code OtelMeters}; {@link #both} feeds two
 * at once.
 *
 * <p>Thread safe. A measurement costs some ten nanoseconds and allocates nothing when the meter is
 * kept by its caller; a look-up by label adds one or two steps in a hash table.
 */
public interface Meters {

  /** Counts up. */
  interface Counter {
    /**
     * Adds.
     *
     * @param amount 0 or more, in the metric's unit
     */
    void add(long amount);
  }

  /** Takes single values into a histogram. */
  interface Distribution {
    /**
     * Records one.
     *
     * @param value 0 or more: nanoseconds if the metric's unit is seconds, else in its unit
     */
    void record(long value);
  }

  /** Something that is looked at whenever metrics are read. */
  interface Watch extends AutoCloseable {
    /** Looks no more; the series ends. Idempotent. */
    @Override
    void close();
  }

  /**
   * A counter for one set of label values.
   *
   * @param values one for each label, in the order in which the metric names them
   * @throws IllegalArgumentException if there are more or fewer values than labels
   */
  Counter counter(Metric metric, String... values);

  /** A histogram, in the same way. */
  Distribution distribution(Metric metric, String... values);

  /**
   * Reports what the supplier says whenever metrics are read.
   *
   * @param value called by any thread; must be quick; what it throws is shown as no value
   */
  Watch gauge(Metric metric, DoubleSupplier value, String... values);

  /**
   * Reports a counter that somebody else keeps; otherwise as {@link #gauge}.
   *
   * @param total must never fall
   */
  Watch total(Metric metric, LongSupplier total, String... values);

  /** How many values a label may have. */
  Cardinality cardinality();

  /**
   * A counter that is looked up by its label values, which are capped.
   *
   * @param fixed the values of the first labels, if they are always the same; these are not capped
   */
  default Series<Counter> counters(Metric metric, String... fixed) {
    return new Series<>(metric, cardinality(), values -> counter(metric, values), fixed);
  }

  /** A histogram that is looked up in the same way. */
  default Series<Distribution> distributions(Metric metric, String... fixed) {
    return new Series<>(metric, cardinality(), values -> distribution(metric, values), fixed);
  }

  /** Feeds two libraries; the cardinality is the first one's. */
  static Meters both(Meters first, Meters second) {
    return new BothMeters(first, second);
  }
}
