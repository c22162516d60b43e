package dev.holdfast.observability;

import dev.holdfast.observability.Metric.Kind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every name that Holdfast reports under. Dashboards depend on them: a change here is a breaking
 * one.
 */
public final class TelemetryNames {

  /** The label of {@link #QUEUE_DEPTH}: pending, scheduled, blocked, in_flight, completed, dead. */
  public static final String STATE = "state";

  /** Jobs done. */
  public static final Metric JOBS_COMPLETED =
      new Metric(
          "queue_jobs_completed_total",
          Kind.COUNTER,
          "jobs",
          "Jobs that were acknowledged as done.",
          List.of());

  /** Attempts begun. */
  public static final Metric JOBS_DISPATCHED =
      new Metric(
          "queue_jobs_dispatched_total",
          Kind.COUNTER,
          "attempts",
          "Attempts that were handed to a worker.",
          List.of());

  /** Attempts that came to nothing, and will be repeated. */
  public static final Metric JOBS_RETRIED =
      new Metric(
          "queue_jobs_retried_total",
          Kind.COUNTER,
          "attempts",
          "Attempts after which the job went back to the queue.",
          List.of());

  /** How long a job was with its worker. */
  public static final Metric JOB_DURATION =
      new Metric(
          "queue_job_duration_seconds",
          Kind.HISTOGRAM,
          "seconds",
          "Time from handing a job to a worker to its acknowledgement.",
          List.of());

  /** Where the jobs stand. */
  public static final Metric QUEUE_DEPTH =
      new Metric(
          "queue_depth_gauge", Kind.GAUGE, "jobs", "Jobs that stand in a state.", List.of(STATE));

  /** All of them. */
  public static final List<Metric> METRICS =
      List.of(JOBS_COMPLETED, JOBS_DISPATCHED, JOBS_RETRIED, JOB_DURATION, QUEUE_DEPTH);

  /** The upper bounds of the buckets of {@link #JOB_DURATION}; one without a bound follows. */
  public static final List<Duration> JOB_DURATION_BUCKETS =
      Stream.of(1, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000)
          .map(Duration::ofMillis)
          .toList();

  private TelemetryNames() {}
}
