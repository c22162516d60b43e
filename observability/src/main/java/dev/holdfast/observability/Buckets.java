package dev.holdfast.observability;

import java.util.List;

/** The upper bounds of histograms' buckets: seconds, or a number of things. */
public final class Buckets {

  /** OpenTelemetry's for the durations of messaging. */
  public static final List<Double> MESSAGING =
      List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

  /** The same, and a millisecond: jobs may be short. */
  public static final List<Double> JOBS =
      List.of(
          0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

  /** For what may take hours, as a job's wait for a worker. */
  public static final List<Double> WAITS =
      List.of(
          0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0,
          3600.0);

  /** For what a disk or a thread does: 10 microseconds to 10 seconds. */
  public static final List<Double> FINE =
      List.of(
          0.00001, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
          0.25, 0.5, 1.0, 2.5, 10.0);

  /** For how many go together. */
  public static final List<Double> COUNTS =
      List.of(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0);

  private Buckets() {}
}
