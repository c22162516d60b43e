package dev.holdfast.observability;

import static dev.holdfast.observability.Labels.OUTCOME;
import static dev.holdfast.observability.Labels.SIGNAL;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every metric that Holdfast reports, {@link #METRICS}, as data. They are declared here and in the
 * classes named below it, nowhere else. Dashboards depend on the names: to change one is a breaking
 * change. The reference page is made from this list, and a test holds the list against what a
 * running server shows.
 *
 * @see QueueNames
 * @see DiskNames
 * @see ConcurrencyNames
 * @see PoolNames
 */
public final class TelemetryNames {

  private static final Declarations NAMES = new Declarations();

  /** What became of telemetry that was to be sent. */
  public static final Metric TELEMETRY_ITEMS =
      NAMES.counter(
          Component.TELEMETRY,
          "holdfast.telemetry.items",
          "{item}",
          "Spans, metric points and log records: exported, failed, or dropped before an export.",
          SIGNAL,
          OUTCOME);

  /** Label values that had to share a place. */
  public static final Metric TELEMETRY_LABELS_CAPPED =
      NAMES.counter(
          Component.TELEMETRY,
          "holdfast.telemetry.labels.capped",
          "{lookup}",
          "Times that a new label value was reported as _other, because its label is full.");

  /** The part of traces that is kept. */
  public static final Metric TELEMETRY_SAMPLING_RATIO =
      NAMES.gauge(
          Component.TELEMETRY,
          "holdfast.telemetry.sampling.ratio",
          "1",
          "The part of new traces that is kept, 0 to 1; queues may differ.");

  /** Every metric there is. */
  public static final List<Metric> METRICS =
      Stream.of(
              QueueNames.METRICS,
              DiskNames.METRICS,
              ConcurrencyNames.METRICS,
              PoolNames.METRICS,
              NAMES.all())
          .flatMap(Collection::stream)
          .toList();

  private TelemetryNames() {}

  /** The metrics of one part. */
  public static List<Metric> of(Component component) {
    return METRICS.stream().filter(metric -> metric.component() == component).toList();
  }
}
