package dev.holdfast.observability;

import java.util.List;

/** A telemetry library whose readings a test can see. Values not there are NaN. */
interface Recorded {
  Meters meters();

  /** A counter's or gauge's value. */
  double value(Metric metric, String... values);

  /** The sum of a histogram. */
  double sum(Metric metric, String... values);

  /** The count of a histogram. */
  long count(Metric metric, String... values);

  /** The upper bounds of a histogram. */
  List<Double> bounds(Metric metric, String... values);
}
