package dev.holdfast.observability.otel;

import dev.holdfast.observability.Cardinality;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Metric;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Measurements for OpenTelemetry. Needs {@code opentelemetry-api} and nothing else; without an SDK
 * behind it nothing is recorded and next to nothing is spent. An empty label value is left out, as
 * the conventions want it.
 */
public final class OtelMeters implements Meters {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Meter meter;
  private final Cardinality cardinality;
  private final Map<String, LongCounter> counters = new ConcurrentHashMap<>();
  private final Map<String, DoubleHistogram> histograms = new ConcurrentHashMap<>();
  private final Map<String, Observed> observed = new ConcurrentHashMap<>();

  /** Reports to this meter, with the standard bound on label values. */
  public OtelMeters(Meter meter) {
    this(meter, Cardinality.standard());
  }

  /** Reports to this meter. */
  public OtelMeters(Meter meter, Cardinality cardinality) {
    this.meter = meter;
    this.cardinality = cardinality;
  }

  @Override
  public Counter counter(Metric metric, String... values) {
    Attributes attributes = attributes(metric, values);
    LongCounter counter =
        counters.computeIfAbsent(
            metric.name(),
            name ->
                meter
                    .counterBuilder(name)
                    .setUnit(metric.unit())
                    .setDescription(metric.help())
                    .build());
    return amount -> counter.add(amount, attributes, KeptSpans.context());
  }

  @Override
  public Distribution distribution(Metric metric, String... values) {
    Attributes attributes = attributes(metric, values);
    DoubleHistogram histogram =
        histograms.computeIfAbsent(
            metric.name(),
            name ->
                meter
                    .histogramBuilder(name)
                    .setUnit(metric.unit())
                    .setDescription(metric.help())
                    .setExplicitBucketBoundariesAdvice(metric.buckets())
                    .build());
    return metric.unit().equals("s")
        ? nanos -> histogram.record(nanos / NANOS_PER_SECOND, attributes, KeptSpans.context())
        : value -> histogram.record((double) value, attributes, KeptSpans.context());
  }

  @Override
  public Watch gauge(Metric metric, DoubleSupplier value, String... values) {
    return observed(metric).add(attributes(metric, values), value);
  }

  @Override
  public Watch total(Metric metric, LongSupplier total, String... values) {
    return observed(metric).add(attributes(metric, values), total::getAsLong);
  }

  private Observed observed(Metric metric) {
    return observed.computeIfAbsent(metric.name(), _ -> new Observed(meter, metric));
  }

  @Override
  public Cardinality cardinality() {
    return cardinality;
  }

  private static Attributes attributes(Metric metric, String... values) {
    List<String> labels = metric.labels();
    if (labels.size() != values.length) {
      throw new IllegalArgumentException(
          "%s has the labels %s, and %d values were given"
              .formatted(metric.name(), labels, values.length));
    }
    AttributesBuilder attributes = Attributes.builder();
    for (int i = 0; i < values.length; i++) {
      if (!values[i].isEmpty()) {
        attributes.put(labels.get(i), values[i]);
      }
    }
    return attributes.build();
  }
}
