package dev.holdfast.observability.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.engine.Lease;
import dev.holdfast.observability.Meters.Watch;
import dev.holdfast.observability.QueueNames;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final EngineMetrics metrics = new EngineMetrics(new MicrometerMeters(registry));

  @Test
  void countersBeginAtZero() {
    assertThat(registry.scrape())
        .contains("queue_jobs_completed_total{queue=\"default\"} 0.0\n")
        .contains("queue_jobs_dispatched_total{queue=\"default\"} 0.0\n")
        .contains("queue_jobs_retried_total{queue=\"default\"} 0.0\n")
        .contains("queue_job_duration_seconds_count{queue=\"default\"} 0\n");
  }

  @Test
  void aJobIsCountedAtEachStep(@TempDir Path directory) {
    try (Engine engine = Engine.open(directory, EngineConfig.defaults(), metrics)) {
      metrics.watch(engine);
      engine.enqueue(List.of(JobSpec.of(new JobId("task-1"), JsonPayload.parse("{}")))).join();
      Lease first = engine.reserve("w", 1, Duration.ZERO).join().getFirst();
      engine.fail(first, "no").join();
      Lease second = engine.reserve("w", 1, Duration.ZERO).join().getFirst();
      awaitDepth("in_flight");
      engine.ack(second).join();
      awaitDepth("completed");
      assertThat(registry.scrape())
          .contains("holdfast_queue_jobs_enqueued_total{queue=\"default\"} 1.0\n")
          .contains("queue_jobs_dispatched_total{queue=\"default\"} 2.0\n")
          .contains("queue_jobs_retried_total{queue=\"default\"} 1.0\n")
          .contains("queue_jobs_completed_total{queue=\"default\"} 1.0\n")
          .contains(
              "holdfast_queue_attempts_ended_total{outcome=\"failed\",queue=\"default\"} 1.0\n")
          .contains(
              "holdfast_queue_attempts_ended_total{outcome=\"completed\",queue=\"default\"} 1.0\n")
          .contains("queue_job_duration_seconds_count{queue=\"default\"} 1\n")
          .contains("holdfast_engine_up 1.0\n");
    }
    metrics.engineFailed(new IllegalStateException("no disk"));
    assertThat(registry.scrape()).contains("holdfast_engine_up 0.0\n");
  }

  @Test
  void anEngineThatIsOpenedAgainIsWatchedAgain(@TempDir Path directory) {
    JobSpec job = JobSpec.of(new JobId("task-1"), JsonPayload.parse("{}"));
    JobSpec other = JobSpec.of(new JobId("task-2"), JsonPayload.parse("{}"));
    Watch first;
    try (Engine engine = Engine.open(directory, EngineConfig.defaults(), metrics)) {
      first = metrics.watch(engine);
      engine.enqueue(List.of(job.withQueue("mail"))).join();
      await(() -> registry.scrape().contains(depth("mail", 1)));
    }
    metrics.engineFailed(new IllegalStateException("no disk"));
    metrics.log().poisoned(new IllegalStateException("no disk"));
    first.close();
    assertThat(registry.scrape())
        .doesNotContain("queue_depth_gauge{", "holdfast_queue_commands_rejected_total{")
        .contains("holdfast_engine_up 0.0\n", "holdfast_wal_poisoned{log=\"wal.log\"} 1.0\n")
        .contains("holdfast_queue_jobs_enqueued_total{queue=\"mail\"} 1.0\n");
    try (Engine engine = Engine.open(directory, EngineConfig.defaults(), metrics)) {
      Watch second = metrics.watch(engine);
      first.close(); // has no effect the second time
      engine.enqueue(List.of(other)).join();
      await(() -> registry.scrape().contains(depth("default", 1)));
      assertThat(registry.scrape())
          .contains(depth("mail", 1))
          .contains("holdfast_engine_up 1.0\n", "holdfast_wal_poisoned{log=\"wal.log\"} 0.0\n");
      second.close();
      assertThat(registry.scrape()).doesNotContain("queue_depth_gauge{");
    }
  }

  private static String depth(String queue, int pending) {
    return "queue_depth_gauge{queue=\"%s\",state=\"pending\"} %d.0\n".formatted(queue, pending);
  }

  @Test
  void durationsFallIntoTheBucketsThatTheNamesList() {
    assertThat(
            registry
                .scrape()
                .lines()
                .filter(line -> line.startsWith("queue_job_duration_seconds_bucket")))
        .hasSize(QueueNames.JOB_DURATION.buckets().size() + 1);
  }

  @Test
  void theReadmesExampleWorks(@TempDir Path directory) {
    MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    EngineMetrics metrics = new EngineMetrics(new MicrometerMeters(registry));
    try (Engine engine = Engine.open(directory, EngineConfig.defaults(), metrics)) {
      metrics.watch(engine);
      JobSpec job = JobSpec.of(new JobId("task-1"), JsonPayload.parse("{}"));
      assertThat(engine.enqueue(List.of(job)).join().added()).isEqualTo(1);
      Gauge pending = registry.get("queue_depth_gauge").tag("state", "pending").gauge();
      await(() -> pending.value() == 1);
    }
  }

  private void awaitDepth(String state) {
    String line = "queue_depth_gauge{queue=\"default\",state=\"" + state + "\"} 1.0\n";
    await(() -> registry.scrape().contains(line));
  }

  /** Gauges may be as old as the last count. */
  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
