package dev.holdfast.observability;

import dev.holdfast.observability.micrometer.MicrometerMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what Prometheus would. */
final class RecordedMicrometer implements Recorded {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new MicrometerMeters(registry);

  @Override
  public Meters meters() {
    return meters;
  }

  @Override
  public double value(Metric metric, String... values) {
    return sample(metric.prometheusName(), metric, values);
  }

  @Override
  public double sum(Metric metric, String... values) {
    return sample(metric.prometheusName() + "_sum", metric, values);
  }

  @Override
  public long count(Metric metric, String... values) {
    return (long) sample(metric.prometheusName() + "_count", metric, values);
  }

  @Override
  public List<Double> bounds(Metric metric, String... values) {
    return lines(metric.prometheusName() + "_bucket", metric, values)
        .map(line -> line.replaceFirst(".*le=\"([^\"]*)\".*", "$1"))
        .filter(bound -> !bound.equals("+Inf"))
        .map(Double::valueOf)
        .toList();
  }

  private double sample(String name, Metric metric, String... values) {
    Optional<String> line = lines(name, metric, values).findFirst();
    return line.map(it -> Double.parseDouble(it.substring(it.lastIndexOf(' ') + 1)))
        .orElse(Double.NaN);
  }

  private Stream<String> lines(String name, Metric metric, String... values) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      labels.add(metric.prometheusLabels().get(i) + "=\"" + values[i] + "\"");
    }
    return registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> labels.stream().allMatch(line::contains));
  }

  @Override
  public String toString() {
    return "Micrometer";
  }
}
