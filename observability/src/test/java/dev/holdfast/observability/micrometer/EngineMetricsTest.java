package dev.holdfast.observability.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Payload;
import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.observability.Metric;
import dev.holdfast.observability.QueueNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineMetricsTest {
  private static final List<Metric> FIVE =
      List.of(
          QueueNames.JOBS_COMPLETED,
          QueueNames.JOBS_DISPATCHED,
          QueueNames.JOBS_RETRIED,
          QueueNames.JOB_DURATION,
          QueueNames.QUEUE_DEPTH);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final EngineMetrics metrics = new EngineMetrics(registry);
  private final AtomicReference<QueueStats> stats =
      new AtomicReference<>(new QueueStats(1, 2, 3, 4, 5, 6, 21));

  @Test
  void everyMetricIsScrapedUnderItsVeryNameWithItsKindAndHelp() {
    metrics.watchDepth(stats::get);
    for (Metric metric : FIVE) {
      assertThat(registry.scrape())
          .contains(
              "# TYPE "
                  + metric.name()
                  + " "
                  + metric.kind().name().toLowerCase(Locale.ROOT)
                  + "\n")
          .contains("# HELP " + metric.name() + " " + metric.help() + "\n");
    }
  }

  @Test
  void countersBeginAtZero() {
    assertThat(registry.scrape())
        .contains("queue_jobs_completed_total 0.0\n")
        .contains("queue_jobs_dispatched_total 0.0\n")
        .contains("queue_jobs_retried_total 0.0\n")
        .contains("queue_job_duration_seconds_count 0\n");
  }

  @Test
  void eventsAreCounted() {
    metrics.dispatched(job());
    metrics.retried(job());
    metrics.dispatched(job());
    metrics.completed(job(), Duration.ofMillis(7));
    assertThat(registry.scrape())
        .contains("queue_jobs_dispatched_total 2.0\n")
        .contains("queue_jobs_retried_total 1.0\n")
        .contains("queue_jobs_completed_total 1.0\n");
  }

  @Test
  void durationsFallIntoTheBucketsThatTheNamesList() {
    metrics.completed(job(), Duration.ofMillis(7));
    String scrape = registry.scrape();
    assertThat(scrape)
        .contains("queue_job_duration_seconds_bucket{le=\"0.005\"} 0\n")
        .contains("queue_job_duration_seconds_bucket{le=\"0.01\"} 1\n")
        .contains("queue_job_duration_seconds_bucket{le=\"+Inf\"} 1\n");
    assertThat(scrape.lines().filter(line -> line.startsWith("queue_job_duration_seconds_bucket")))
        .hasSize(QueueNames.JOB_DURATION.buckets().size() + 1);
  }

  @Test
  void depthFollowsTheQueue() {
    metrics.watchDepth(stats::get);
    assertThat(registry.scrape())
        .contains("queue_depth_gauge{state=\"pending\"} 1.0\n")
        .contains("queue_depth_gauge{state=\"scheduled\"} 2.0\n")
        .contains("queue_depth_gauge{state=\"blocked\"} 3.0\n")
        .contains("queue_depth_gauge{state=\"in_flight\"} 4.0\n")
        .contains("queue_depth_gauge{state=\"completed\"} 5.0\n")
        .contains("queue_depth_gauge{state=\"dead\"} 6.0\n");
    stats.set(new QueueStats(0, 0, 0, 0, 21, 0, 42));
    assertThat(registry.scrape())
        .contains("queue_depth_gauge{state=\"pending\"} 0.0\n")
        .contains("queue_depth_gauge{state=\"completed\"} 21.0\n");
  }

  @Test
  void theReadmesExampleWorks(@TempDir Path directory) {
    MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    EngineMetrics metrics = new EngineMetrics(registry);
    try (Engine engine = Engine.open(directory, EngineConfig.defaults(), metrics)) {
      metrics.watchDepth(engine::stats);
      JobSpec job = JobSpec.of(new JobId("task-1"), JsonPayload.parse("{}"));
      assertThat(engine.enqueue(List.of(job)).join().added()).isEqualTo(1);
      assertThat(registry.get("queue_depth_gauge").tag("state", "pending").gauge().value())
          .isEqualTo(1);
    }
  }

  private static Job job() {
    JobSpec spec = JobSpec.of(new JobId("task-1"), Payload.EMPTY);
    return new Job(spec, 1, JobState.COMPLETED, 1, 0, 0, "", 0, "", 3, 0, spec.fingerprint());
  }
}
