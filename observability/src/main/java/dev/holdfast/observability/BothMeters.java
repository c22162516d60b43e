package dev.holdfast.observability;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Feeds two. */
record BothMeters(Meters first, Meters second) implements Meters {

  @Override
  public Counter counter(Metric metric, String... values) {
    Counter one = first.counter(metric, values);
    Counter two = second.counter(metric, values);
    return amount -> {
      one.add(amount);
      two.add(amount);
    };
  }

  @Override
  public Distribution distribution(Metric metric, String... values) {
    Distribution one = first.distribution(metric, values);
    Distribution two = second.distribution(metric, values);
    return value -> {
      one.record(value);
      two.record(value);
    };
  }

  @Override
  public Watch gauge(Metric metric, DoubleSupplier value, String... values) {
    return both(first.gauge(metric, value, values), second.gauge(metric, value, values));
  }

  @Override
  public Watch total(Metric metric, LongSupplier total, String... values) {
    return both(first.total(metric, total, values), second.total(metric, total, values));
  }

  private static Watch both(Watch one, Watch two) {
    return () -> {
      one.close();
      two.close();
    };
  }

  @Override
  public Cardinality cardinality() {
    return first.cardinality();
  }
}
