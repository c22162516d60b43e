package dev.holdfast.observability;

import java.util.List;

/**
 * A metric, as people who write queries and dashboards know it.
 *
 * @param name as Prometheus shows it, suffixes and all, but without {@code _bucket}
 * @param kind what it counts like
 * @param unit what one of it is
 * @param help what it tells, in one sentence
 * @param labels what it is broken down by
 */
public record Metric(String name, Kind kind, String unit, String help, List<String> labels) {

  /** How a metric behaves. */
  public enum Kind {
    /** Only rises, from 0 at the start of the process. */
    COUNTER,
    /** Rises and falls. */
    GAUGE,
    /** Counts values in buckets. */
    HISTOGRAM
  }

  /** Copies the list. */
  public Metric {
    labels = List.copyOf(labels);
  }
}
