package dev.holdfast.observability;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The meters of one metric by their label values. There are at most as many as {@link Cardinality}
 * allows, whatever it is asked for. Thread safe.
 *
 * @param <M> the kind of meter
 */
public final class Series<M> {
  private final Metric metric;
  private final Cardinality cardinality;
  private final Function<String[], M> make;

  /** By admitted values alone, so it is bounded. */
  private final Map<List<String>, M> meters = new ConcurrentHashMap<>();

  /** The same for metrics with one label, without the list. */
  private final Map<String, M> single = new ConcurrentHashMap<>();

  Series(Metric metric, Cardinality cardinality, Function<String[], M> make) {
    this.metric = metric;
    this.cardinality = cardinality;
    this.make = make;
  }

  /** The meter for the value of the only label. */
  public M of(String value) {
    M known = single.get(value);
    return known != null ? known : admit(value);
  }

  private M admit(String value) {
    String admitted = cardinality.admit(metric.labels().getFirst(), value);
    return single.computeIfAbsent(admitted, it -> make.apply(new String[] {it}));
  }

  /**
   * The meter for these values.
   *
   * @param values one for each label, in the order in which the metric names them
   */
  public M of(String... values) {
    M known = meters.get(List.of(values));
    return known != null ? known : admit(values);
  }

  private M admit(String... values) {
    String[] admitted = values.clone();
    for (int i = 0; i < admitted.length; i++) {
      admitted[i] = cardinality.admit(metric.labels().get(i), values[i]);
    }
    return meters.computeIfAbsent(List.of(admitted), _ -> make.apply(admitted));
  }
}
