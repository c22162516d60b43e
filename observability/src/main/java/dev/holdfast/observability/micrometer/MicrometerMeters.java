package dev.holdfast.observability.micrometer;

import dev.holdfast.observability.Cardinality;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Metric;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Measurements for any registry of Micrometer. Needs {@code micrometer-core} and nothing else. Of a
 * gauge that is registered twice, Micrometer keeps the first, until either watch is closed.
 */
public final class MicrometerMeters implements Meters {
  private final MeterRegistry registry;
  private final Cardinality cardinality;

  /** Reports to this registry, with the standard bound on label values. */
  public MicrometerMeters(MeterRegistry registry) {
    this(registry, Cardinality.standard());
  }

  /** Reports to this registry. */
  public MicrometerMeters(MeterRegistry registry, Cardinality cardinality) {
    this.registry = registry;
    this.cardinality = cardinality;
  }

  @Override
  public Counter counter(Metric metric, String... values) {
    io.micrometer.core.instrument.Counter.Builder builder =
        io.micrometer.core.instrument.Counter.builder(metric.name())
            .description(metric.help())
            .tags(tags(metric, values));
    if (isBytes(metric)) {
      builder.baseUnit("bytes");
    }
    return builder.register(registry)::increment;
  }

  @Override
  public Distribution distribution(Metric metric, String... values) {
    Tags tags = tags(metric, values);
    return isSeconds(metric) ? timer(metric, tags) : summary(metric, tags);
  }

  private Distribution timer(Metric metric, Tags tags) {
    Timer timer =
        Timer.builder(metric.name())
            .description(metric.help())
            .tags(tags)
            .serviceLevelObjectives(
                metric.buckets().stream()
                    .map(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
                    .toArray(Duration[]::new))
            .register(registry);
    return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  private Distribution summary(Metric metric, Tags tags) {
    return DistributionSummary.builder(metric.name())
            .description(metric.help())
            .tags(tags)
            .serviceLevelObjectives(
                metric.buckets().stream().mapToDouble(Double::doubleValue).toArray())
            .register(registry)
        ::record;
  }

  @Override
  public Watch gauge(Metric metric, DoubleSupplier value, String... values) {
    Gauge.Builder<DoubleSupplier> builder =
        Gauge.builder(metric.name(), value, DoubleSupplier::getAsDouble)
            .description(metric.help())
            .strongReference(true)
            .tags(tags(metric, values));
    // A thing in braces is no unit for Micrometer: it would become a suffix of the name.
    if (isSeconds(metric)) {
      builder.baseUnit("seconds");
    } else if (isBytes(metric)) {
      builder.baseUnit("bytes");
    }
    return watch(builder.register(registry));
  }

  @Override
  public Watch total(Metric metric, LongSupplier total, String... values) {
    // What a function counter looks at, Micrometer holds weakly; the registry outlives its meters.
    FunctionCounter.Builder<MeterRegistry> builder =
        FunctionCounter.builder(metric.name(), registry, _ -> total.getAsLong())
            .description(metric.help())
            .tags(tags(metric, values));
    if (isBytes(metric)) {
      builder.baseUnit("bytes");
    }
    return watch(builder.register(registry));
  }

  /** Removes it once: by then another may be registered under its name. */
  private Watch watch(Meter meter) {
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.compareAndSet(true, false)) {
        registry.remove(meter);
      }
    };
  }

  @Override
  public Cardinality cardinality() {
    return cardinality;
  }

  private static boolean isSeconds(Metric metric) {
    return metric.unit().equals("s");
  }

  private static boolean isBytes(Metric metric) {
    return metric.unit().equals("By");
  }

  private static Tags tags(Metric metric, String... values) {
    List<String> labels = metric.labels();
    if (labels.size() != values.length) {
      throw new IllegalArgumentException(
          "%s has the labels %s, and %d values were given"
              .formatted(metric.name(), labels, values.length));
    }
    List<Tag> tags = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      tags.add(Tag.of(labels.get(i), values[i]));
    }
    return Tags.of(tags);
  }
}
