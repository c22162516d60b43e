package dev.holdfast.observability;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one metric by their label values. There are at most as many as {@link Cardinality}
 * allows, whatever it is asked for. Thread safe; a look-up costs one step in a hash table for each
 * value, without a lock, and allocates nothing that lasts.
 *
 * @param <M> the kind of meter
 */
public final class Series<M> {
  private final Metric metric;
  private final Cardinality cardinality;
  private final Function<String[], M> make;

  /** The values of the first labels, the same for all. */
  private final String[] fixed;

  private final Node<M> root = new Node<>();

  /** What follows one value, and the meter at the last. Holds admitted values, so it is bounded. */
  private static final class Node<M> {
    final Map<String, Node<M>> next = new ConcurrentHashMap<>(2);

    /** Written once, under the lock of the series. */
    volatile @Nullable M meter;
  }

  Series(Metric metric, Cardinality cardinality, Function<String[], M> make, String... fixed) {
    this.metric = metric;
    this.cardinality = cardinality;
    this.make = make;
    this.fixed = fixed.clone();
  }

  /** The meter for the value of the only label that is not fixed. */
  public M of(String value) {
    Node<M> node = root.next.get(value);
    M known = node == null ? null : node.meter;
    return known != null ? known : admit(value);
  }

  /**
   * The meter for these values.
   *
   * @param values one for each label that is not fixed, in the order in which the metric names them
   */
  public M of(String... values) {
    M known = find(values);
    return known != null ? known : admit(values);
  }

  private @Nullable M find(String... values) {
    Node<M> node = root;
    for (String value : values) {
      node = node.next.get(value);
      if (node == null) {
        return null;
      }
    }
    return node.meter;
  }

  private M admit(String... values) {
    String[] admitted = values.clone();
    for (int i = 0; i < admitted.length; i++) {
      admitted[i] = cardinality.admit(metric.labels().get(fixed.length + i), values[i]);
    }
    M known = find(admitted); // the overflow is there already, as a rule
    return known != null ? known : make(admitted);
  }

  private synchronized M make(String... admitted) {
    Node<M> node = root;
    for (String value : admitted) {
      node = node.next.computeIfAbsent(value, _ -> new Node<>());
    }
    M known = node.meter;
    if (known == null) {
      String[] values = Arrays.copyOf(fixed, fixed.length + admitted.length);
      System.arraycopy(admitted, 0, values, fixed.length, admitted.length);
      known = make.apply(values);
      node.meter = known;
    }
    return known;
  }
}
