package dev.holdfast.bench.wal;

import org.HdrHistogram.Histogram;

/** Of durations, in microseconds. */
record Percentiles(double p50, double p90, double p99, double p999, double max) {

  /** Of a histogram of nanoseconds. */
  static Percentiles of(Histogram nanos) {
    return new Percentiles(
        nanos.getValueAtPercentile(50) / 1e3,
        nanos.getValueAtPercentile(90) / 1e3,
        nanos.getValueAtPercentile(99) / 1e3,
        nanos.getValueAtPercentile(99.9) / 1e3,
        nanos.getMaxValue() / 1e3);
  }

  /** For durations from a nanosecond to a minute. */
  static Histogram histogram() {
    return new Histogram(60_000_000_000L, 2);
  }
}
