package dev.holdfast.observability.otel;

import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Metric;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/**
 * One instrument that is read from outside, with as many series as are watched: OpenTelemetry wants
 * one registration for all of them. Of two watches with the same attributes the first counts.
 */
final class Observed {
  private final Map<Attributes, DoubleSupplier> sources = new ConcurrentHashMap<>();

  Observed(Meter meter, Metric metric) {
    if (metric.kind() == Metric.Kind.COUNTER) {
      var _ =
          meter
              .counterBuilder(metric.name())
              .setUnit(metric.unit())
              .setDescription(metric.help())
              .buildWithCallback(this::countAll);
    } else {
      var _ =
          meter
              .gaugeBuilder(metric.name())
              .setUnit(metric.unit())
              .setDescription(metric.help())
              .buildWithCallback(this::readAll);
    }
  }

  Meters.Watch add(Attributes attributes, DoubleSupplier source) {
    sources.putIfAbsent(attributes, source);
    return () -> sources.remove(attributes, source);
  }

  private void countAll(ObservableLongMeasurement measurement) {
    sources.forEach((attributes, source) -> {
      double value = read(source);
      if (!Double.isNaN(value)) {
        measurement.record((long) value, attributes);
      }
    });
  }

  private void readAll(ObservableDoubleMeasurement measurement) {
    sources.forEach((attributes, source) -> {
      double value = read(source);
      if (!Double.isNaN(value)) {
        measurement.record(value, attributes);
      }
    });
  }

  /** One source that throws must not take the others with it. */
  private static double read(DoubleSupplier source) {
    try {
      return source.getAsDouble();
    } catch (RuntimeException e) {
      return Double.NaN;
    }
  }
}
