package dev.holdfast.observability.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.concurrency.Cancellation;
import dev.holdfast.concurrency.Deadline;
import dev.holdfast.concurrency.FanOut;
import dev.holdfast.concurrency.FanOutException;
import dev.holdfast.concurrency.Pipeline;
import dev.holdfast.concurrency.PipelineRun;
import dev.holdfast.concurrency.RateLimiter;
import dev.holdfast.concurrency.RateLimiterConfig;
import dev.holdfast.concurrency.Semaphore;
import dev.holdfast.concurrency.SemaphoreConfig;
import dev.holdfast.concurrency.WorkerPool;
import dev.holdfast.concurrency.WorkerPoolConfig;
import dev.holdfast.observability.Component;
import dev.holdfast.observability.Meters.Watch;
import dev.holdfast.observability.Metric;
import dev.holdfast.observability.TelemetryNames;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import dev.holdfast.pool.BlockingPool;
import dev.holdfast.pool.Pool;
import dev.holdfast.pool.Pooled;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each module at work, and what Prometheus sees of it. */
class BindingsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MicrometerMeters meters = new MicrometerMeters(registry);

  @Test
  void aLogCountsItsBatchesAndSyncs(@TempDir Path directory) throws Exception {
    WalMetrics metrics = new WalMetrics(meters, "wal.log");
    Watch size = metrics.watchSize(() -> 4096);
    try (Wal wal = Wal.open(DiskDirectory.open(directory), WalConfig.named("wal.log"), metrics)) {
      wal.appendDurable(ByteBuffer.wrap("{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(value("holdfast_wal_sync_duration_seconds_count{log=\"wal.log\"}")).isPositive();
    assertThat(value("holdfast_wal_written_bytes_total{log=\"wal.log\"}")).isPositive();
    assertThat(scrape())
        .contains("holdfast_wal_batch_records_sum{log=\"wal.log\"} 1.0")
        .contains("holdfast_wal_size_bytes{log=\"wal.log\"} 4096.0")
        .contains("holdfast_wal_poisoned{log=\"wal.log\"} 0.0");
    metrics.poisoned(new IllegalStateException("no disk"));
    metrics.segmentRolled("wal.log.2", 2);
    metrics.segmentDeleted("wal.log.1");
    assertThat(scrape())
        .contains("holdfast_wal_poisoned{log=\"wal.log\"} 1.0")
        .contains("holdfast_wal_segments_deleted_total{log=\"wal.log\"} 1.0");
    assertShows(Component.WAL);
    size.close();
  }

  @Test
  void snapshotsTellTheirSizeAndAge() {
    SnapshotMetrics metrics = new SnapshotMetrics(meters, "snapshot.json");
    metrics.written(
        new SnapshotInfo("snapshot.json", 7, 1, 1234, Optional.empty()), Duration.ofMillis(20));
    metrics.setAside(new SnapshotInfo("s", 1, 1, 1, Optional.of("torn")), "s.damaged");
    metrics.deleted(new SnapshotInfo("s", 1, 1, 1, Optional.empty()));
    metrics.deletionFailed(new IllegalStateException());
    assertThat(scrape())
        .contains("holdfast_snapshot_size_bytes{store=\"snapshot.json\"} 1234.0")
        .contains("holdfast_snapshot_write_duration_seconds_sum{store=\"snapshot.json\"} 0.02")
        .contains("holdfast_snapshot_damaged_total{store=\"snapshot.json\"} 1.0")
        .contains("holdfast_snapshot_deleted_total{store=\"snapshot.json\"} 1.0")
        .contains("holdfast_snapshot_deletions_failed_total{store=\"snapshot.json\"} 1.0");
    assertThat(value("holdfast_snapshot_age_seconds{store=\"snapshot.json\"}"))
        .isBetween(0.0, 60.0);
    assertShows(Component.SNAPSHOT);
  }

  @Test
  void aSemaphoreTellsWhoHoldsAndWhoWasRefused() throws Exception {
    SemaphoreMetrics metrics = new SemaphoreMetrics(meters, "disk");
    Semaphore semaphore = Semaphore.create(SemaphoreConfig.of("disk", 3), metrics);
    Watch watch = metrics.watch(semaphore);
    semaphore.acquire(2);
    assertThat(semaphore.tryAcquire(2, Deadline.after(Duration.ofMillis(1)))).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> semaphore.acquire(1)).isInstanceOf(InterruptedException.class);
    metrics.abandoned(1);
    assertThat(scrape())
        .contains("holdfast_semaphore_permits{semaphore=\"disk\",state=\"held\"} 2.0")
        .contains("holdfast_semaphore_permits{semaphore=\"disk\",state=\"free\"} 1.0")
        .contains("holdfast_semaphore_waiters{semaphore=\"disk\"} 0.0")
        .contains("holdfast_semaphore_acquired_total{semaphore=\"disk\"} 2.0")
        .contains("holdfast_semaphore_abandoned_total{semaphore=\"disk\"} 1.0")
        .contains("holdfast_semaphore_refused_total{reason=\"timed_out\",semaphore=\"disk\"} 1.0");
    semaphore.release(2);
    assertThat(scrape()).contains("holdfast_semaphore_released_total{semaphore=\"disk\"} 2.0");
    assertShows(Component.SEMAPHORE);
    watch.close();
    assertThat(scrape()).doesNotContain("holdfast_semaphore_permits{");
  }

  @Test
  void aRateLimiterTellsWhatItGrantsAndRefuses() {
    RateLimiterMetrics metrics = new RateLimiterMetrics(meters, "mails");
    RateLimiter limiter =
        RateLimiter.create(new RateLimiterConfig("mails", 1, Duration.ofHours(1), 2), metrics);
    Watch watch = metrics.watch(limiter);
    assertThat(limiter.tryAcquire(2)).isTrue();
    limiter.reserve(1).cancel();
    assertThatThrownBy(() -> limiter.reserve(1, Deadline.after(Duration.ofMillis(1))))
        .isInstanceOf(RuntimeException.class);
    assertThat(scrape())
        .contains("holdfast_limiter_granted_total{limiter=\"mails\"} 3.0")
        .contains("holdfast_limiter_cancelled_total{limiter=\"mails\"} 1.0")
        .contains("holdfast_limiter_permits{limiter=\"mails\"} 0.0")
        .contains("holdfast_limiter_refused_total{limiter=\"mails\",reason=\"timed_out\"} 1.0");
    assertShows(Component.LIMITER);
    watch.close();
  }

  @Test
  void aWorkerPoolTellsHowTasksEnded() throws Exception {
    TaskMetrics metrics = new TaskMetrics(meters, "io");
    try (WorkerPool pool =
        WorkerPool.create(WorkerPoolConfig.named("io").withWorkers(1), metrics)) {
      Watch watch = metrics.watch(pool);
      assertThat(pool.submit(() -> 42).get(10, TimeUnit.SECONDS)).isEqualTo(42);
      var failed =
          pool.submit(() -> {
            throw new IllegalStateException("no");
          });
      assertThatThrownBy(failed::join).hasCauseInstanceOf(IllegalStateException.class);
      assertThat(pool.shutdown(Deadline.after(Duration.ofSeconds(10)))).isTrue();
      assertThatThrownBy(() -> pool.submit(() -> 1).join()).isInstanceOf(RuntimeException.class);
      metrics.taskStuck(Thread.currentThread(), 1);
      assertThat(scrape())
          .contains(
              "holdfast_worker_pool_task_duration_seconds_count{outcome=\"succeeded\",pool=\"io\"} 1")
          .contains(
              "holdfast_worker_pool_task_duration_seconds_count{outcome=\"failed\",pool=\"io\"} 1")
          .contains("holdfast_worker_pool_queue_duration_seconds_count{pool=\"io\"} 2")
          .contains("holdfast_worker_pool_tasks_rejected_total{pool=\"io\"} 1.0")
          .contains("holdfast_worker_pool_queue_length{pool=\"io\"} 0.0")
          .contains("holdfast_worker_pool_workers_active{pool=\"io\"} 0.0");
      assertShows(Component.WORKER_POOL);
      watch.close();
    }
  }

  @Test
  void aFanOutIsMeasuredAsAWholeAndByItem() throws Exception {
    FanOutMetrics metrics = new FanOutMetrics(meters, "thumbnails");
    FanOut fanOut = FanOut.of("thumbnails", 2);
    assertThat(metrics.map(fanOut, List.of(1, 2, 3), item -> item + 1)).containsExactly(2, 3, 4);
    List<Integer> sunk = new ArrayList<>();
    metrics.forEach(fanOut, List.of(5), item -> item, sunk::add);
    assertThat(sunk).containsExactly(5);
    assertThatThrownBy(() ->
            metrics.map(
                fanOut,
                List.of(0),
                item -> {
                  throw new IllegalStateException("no " + item);
                }))
        .isInstanceOf(FanOutException.class);
    assertThat(scrape())
        .contains(
            "holdfast_fan_out_task_duration_seconds_count{fan_out=\"thumbnails\",outcome=\"succeeded\"} 4")
        .contains(
            "holdfast_fan_out_task_duration_seconds_count{fan_out=\"thumbnails\",outcome=\"failed\"} 1")
        .contains(
            "holdfast_fan_out_run_duration_seconds_count{fan_out=\"thumbnails\",outcome=\"succeeded\"} 2")
        .contains(
            "holdfast_fan_out_run_duration_seconds_count{fan_out=\"thumbnails\",outcome=\"failed\"} 1");
    assertShows(Component.FAN_OUT);
  }

  @Test
  void aPipelineTellsItsStages() throws Exception {
    PipelineMetrics metrics = new PipelineMetrics(meters, "images");
    Pipeline<Integer, Integer> pipeline =
        Pipeline.<Integer>named("images").map("scale", 1, item -> item * 2);
    try (PipelineRun<Integer, Integer> run = pipeline.start(Cancellation.create(), metrics)) {
      Watch watch = metrics.watch(run);
      run.send(21);
      run.finish();
      List<Integer> out = new ArrayList<>();
      run.forEach(out::add);
      assertThat(out).containsExactly(42);
      assertThat(scrape())
          .contains(
              "holdfast_pipeline_item_duration_seconds_count{outcome=\"succeeded\",pipeline=\"images\",stage=\"scale\"} 1")
          .contains(
              "holdfast_pipeline_items_emitted_total{pipeline=\"images\",stage=\"scale\"} 1.0")
          .contains("holdfast_pipeline_queue_length{pipeline=\"images\",stage=\"scale\"} 0.0");
      assertShows(Component.PIPELINE);
      watch.close();
    }
  }

  @Test
  void poolsTellGetsPutsAndMisses() throws Exception {
    PoolMetrics metrics = new PoolMetrics(meters);
    try (Pool<StringBuilder> pool =
            Pool.named("builders", StringBuilder::new).listener(metrics).build();
        BlockingPool<StringBuilder> blocking =
            Pool.named("few", StringBuilder::new).countMax(1).listener(metrics).buildBlocking()) {
      Watch watch = metrics.watch(pool::stats);
      Watch few = metrics.watch(blocking::stats);
      StringBuilder first = pool.get();
      StringBuilder second = pool.get();
      pool.put(first);
      assertThat(scrape())
          .contains("holdfast_pool_gets_total{pool=\"builders\"} 2.0")
          .contains("holdfast_pool_puts_total{pool=\"builders\"} 1.0")
          .contains("holdfast_pool_misses_total{pool=\"builders\"} 2.0")
          .contains("holdfast_pool_objects{pool=\"builders\",state=\"idle\"} 1.0")
          .contains("holdfast_pool_objects{pool=\"builders\",state=\"used\"} 1.0")
          .contains("holdfast_pool_leaked_total{pool=\"builders\"} 0.0");
      pool.put(second);
      try (Pooled<StringBuilder> _ = blocking.borrow(Duration.ZERO).orElseThrow()) {
        assertThat(blocking.borrow(Duration.ofMillis(1))).isEmpty();
      }
      metrics.destroyFailed("few", new IllegalStateException());
      assertThat(scrape())
          .contains("holdfast_pool_wait_duration_seconds_count{pool=\"few\"} 1")
          .contains("holdfast_pool_destroy_failed_total{pool=\"few\"} 1.0");
      assertShows(Component.POOL);
      watch.close();
      few.close();
    }
  }

  private String scrape() {
    return registry.scrape();
  }

  private double value(String series) {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** Nothing that is declared is missing. */
  private void assertShows(Component component) {
    String scrape = scrape();
    for (Metric metric : TelemetryNames.of(component)) {
      assertThat(scrape).contains("# TYPE " + metric.prometheusName() + " " + metric.kindText());
    }
  }
}
