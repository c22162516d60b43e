package dev.holdfast.observability.micrometer;

import dev.holdfast.core.Job;
import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.observability.Labels;
import dev.holdfast.observability.Metric;
import dev.holdfast.observability.QueueNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Counts what an engine does, under the names of {@link QueueNames}. Make it, open the engine with
 * it as the listener, then {@link #watchDepth}. Thread safe; an event costs some ten nanoseconds, a
 * completion about a hundred.
 */
public final class EngineMetrics implements EngineListener {
  private final MeterRegistry registry;
  private final Counter completed;
  private final Counter dispatched;
  private final Counter retried;
  private final Timer duration;

  /** Registers the meters; they stand at zero. */
  public EngineMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.completed = counter(QueueNames.JOBS_COMPLETED);
    this.dispatched = counter(QueueNames.JOBS_DISPATCHED);
    this.retried = counter(QueueNames.JOBS_RETRIED);
    this.duration =
        Timer.builder(QueueNames.JOB_DURATION.name())
            .description(QueueNames.JOB_DURATION.help())
            .serviceLevelObjectives(
                QueueNames.JOB_DURATION.buckets().stream()
                    .map(EngineMetrics::duration)
                    .toArray(Duration[]::new))
            .register(registry);
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private Counter counter(Metric metric) {
    return Counter.builder(metric.name()).description(metric.help()).register(registry);
  }

  /**
   * Reports the depth of the queue by state.
   *
   * @param stats asked at every scrape, by any thread; kept for as long as the registry lives
   */
  public void watchDepth(Supplier<QueueStats> stats) {
    depth("pending", stats, QueueStats::pending);
    depth("scheduled", stats, QueueStats::scheduled);
    depth("blocked", stats, QueueStats::blocked);
    depth("in_flight", stats, QueueStats::inFlight);
    depth("completed", stats, QueueStats::completed);
    depth("dead", stats, QueueStats::dead);
  }

  private void depth(String state, Supplier<QueueStats> stats, ToLongFunction<QueueStats> count) {
    // No base unit: Micrometer would make it a suffix of the name.
    Gauge.builder(QueueNames.QUEUE_DEPTH.name(), () -> (double) count.applyAsLong(stats.get()))
        .description(QueueNames.QUEUE_DEPTH.help())
        .tag(Labels.STATE, state)
        .register(registry);
  }

  @Override
  public void dispatched(Job job) {
    dispatched.increment();
  }

  @Override
  public void completed(Job job, Duration sinceDispatch) {
    completed.increment();
    duration.record(sinceDispatch);
  }

  @Override
  public void retried(Job job) {
    retried.increment();
  }
}
