package dev.holdfast.observability;

import java.util.List;
import java.util.Locale;

/**
 * A metric, as data. OpenTelemetry and Micrometer know it by {@link #name}, Prometheus by {@link
 * #prometheusName}, whichever road it took there.
 *
 * @param name what it is called, dotted
 * @param kind what it counts like
 * @param unit what one of it is, in UCUM: {@code s}, {@code By}, {@code 1}, or a thing in braces
 * @param help what it tells, in one sentence
 * @param labels what it is broken down by, dotted where the name is a convention's
 * @param component the part that reports it
 * @param buckets upper bounds of a histogram's buckets, rising, one without a bound follows; empty
 *     for the other kinds
 */
public record Metric(
    String name,
    Kind kind,
    String unit,
    String help,
    List<String> labels,
    Component component,
    List<Double> buckets) {

  /** How a metric behaves. */
  public enum Kind {
    /** Only rises, from 0 at the start of the process. */
    COUNTER,
    /** Rises and falls. */
    GAUGE,
    /** Counts values in buckets. */
    HISTOGRAM
  }

  /** Copies the lists. */
  public Metric {
    labels = List.copyOf(labels);
    buckets = List.copyOf(buckets);
  }

  /**
   * The name in Prometheus, without {@code _bucket}, {@code _sum} and {@code _count}: underscores
   * for dots, then the unit, then {@code _total} on a counter, nothing twice. It is the rule by
   * which OpenTelemetry's data becomes Prometheus's, so that both roads meet in one name.
   */
  public String prometheusName() {
    String translated = name.replace('.', '_');
    boolean total = translated.endsWith("_total");
    String base = total ? translated.substring(0, translated.length() - 6) : translated;
    String suffix = unitSuffix();
    String withUnit = base.endsWith(suffix) ? base : base + suffix;
    return kind == Kind.COUNTER ? withUnit + "_total" : withUnit;
  }

  private String unitSuffix() {
    return switch (unit) {
      case "s" -> "_seconds";
      case "By" -> "_bytes";
      default -> "";
    };
  }

  /** The labels as Prometheus spells them. */
  public List<String> prometheusLabels() {
    return labels.stream().map(label -> label.replace('.', '_')).toList();
  }

  /** The kind as Prometheus and people write it. */
  public String kindText() {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
