package dev.holdfast.observability;

import dev.holdfast.observability.otel.OtelMeters;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.List;
import java.util.Optional;

/** Reads what an exporter would. */
final class RecordedOtel implements Recorded {
  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final Meters meters =
      new OtelMeters(
          SdkMeterProvider.builder().registerMetricReader(reader).build().get("dev.holdfast"));

  @Override
  public Meters meters() {
    return meters;
  }

  @Override
  public double value(Metric metric, String... values) {
    return point(metric, values)
        .map(point ->
            switch (point) {
              case LongPointData number -> (double) number.getValue();
              case DoublePointData number -> number.getValue();
              default -> throw new AssertionError(point);
            })
        .orElse(Double.NaN);
  }

  @Override
  public double sum(Metric metric, String... values) {
    return histogram(metric, values).getSum();
  }

  @Override
  public long count(Metric metric, String... values) {
    return histogram(metric, values).getCount();
  }

  @Override
  public List<Double> bounds(Metric metric, String... values) {
    return histogram(metric, values).getBoundaries();
  }

  private HistogramPointData histogram(Metric metric, String... values) {
    return (HistogramPointData) point(metric, values).orElseThrow();
  }

  private Optional<PointData> point(Metric metric, String... values) {
    return reader.collectAllMetrics().stream()
        .filter(data -> data.getName().equals(metric.name()))
        .filter(data -> data.getUnit().equals(metric.unit()))
        .filter(data -> data.getDescription().equals(metric.help()))
        .flatMap(data -> data.getData().getPoints().stream())
        .<PointData>map(point -> point)
        .filter(point -> matches(point, metric, values))
        .findFirst();
  }

  private static boolean matches(PointData point, Metric metric, String... values) {
    if (point.getAttributes().size() != values.length) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      AttributeKey<String> key = AttributeKey.stringKey(metric.labels().get(i));
      if (!values[i].equals(point.getAttributes().get(key))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "OpenTelemetry";
  }
}
