package dev.holdfast.observability;

import dev.holdfast.observability.Metric.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Collects the metrics of a class while they are declared. Used by its initializer alone. */
final class Declarations {
  private final List<Metric> metrics = new ArrayList<>();

  Metric counter(Component component, String name, String unit, String help, String... labels) {
    return add(new Metric(name, Kind.COUNTER, unit, help, List.of(labels), component, List.of()));
  }

  Metric gauge(Component component, String name, String unit, String help, String... labels) {
    return add(new Metric(name, Kind.GAUGE, unit, help, List.of(labels), component, List.of()));
  }

  Metric histogram(
      Component component,
      String name,
      String unit,
      List<Double> buckets,
      String help,
      String... labels) {
    return add(new Metric(name, Kind.HISTOGRAM, unit, help, List.of(labels), component, buckets));
  }

  private Metric add(Metric metric) {
    metrics.add(metric);
    return metric;
  }

  /** A view of them. */
  List<Metric> all() {
    return Collections.unmodifiableList(metrics);
  }
}
