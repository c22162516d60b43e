package dev.holdfast.observability.binding;

import dev.holdfast.concurrency.WorkerPool;
import dev.holdfast.concurrency.WorkerPoolListener;
import dev.holdfast.observability.ConcurrencyNames;
import dev.holdfast.observability.Labels;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Counter;
import dev.holdfast.observability.Meters.Distribution;
import dev.holdfast.observability.Meters.Watch;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Measures a worker pool: make it, create the pool with it, then {@link #watch} that. Thread safe.
 */
public final class TaskMetrics implements WorkerPoolListener {
  private final Meters meters;
  private final String name;
  private final Distribution queued;
  private final Counter rejected;
  private final Counter stuck;

  /** Filled by the constructor, and not changed after it. */
  private final Map<Outcome, Distribution> ran = new EnumMap<>(Outcome.class);

  /** Registers the meters for a pool of this name. */
  public TaskMetrics(Meters meters, String pool) {
    this.meters = meters;
    this.name = meters.cardinality().admit(Labels.POOL, pool);
    this.queued = meters.distribution(ConcurrencyNames.WORKER_POOL_QUEUE_DURATION, name);
    this.rejected = meters.counter(ConcurrencyNames.WORKER_POOL_REJECTED, name);
    this.stuck = meters.counter(ConcurrencyNames.WORKER_POOL_STUCK, name);
    for (Outcome outcome : Outcome.values()) {
      String text = outcome.name().toLowerCase(Locale.ROOT);
      ran.put(outcome, meters.distribution(ConcurrencyNames.WORKER_POOL_TASK_DURATION, name, text));
    }
  }

  /** Reports the queue and the workers of this pool, until the watch is closed. */
  public Watch watch(WorkerPool pool) {
    Watch queue = meters.gauge(ConcurrencyNames.WORKER_POOL_QUEUE_LENGTH, pool::queueLength, name);
    Watch active = meters.gauge(ConcurrencyNames.WORKER_POOL_ACTIVE, pool::activeWorkers, name);
    return Watches.all(queue, active);
  }

  @Override
  public void taskRejected() {
    rejected.add(1);
  }

  @Override
  public void taskEnded(Outcome outcome, long queueNanos, long runNanos) {
    queued.record(queueNanos);
    Distribution times = ran.get(outcome);
    if (times != null) {
      times.record(runNanos);
    }
  }

  @Override
  public void taskStuck(Thread thread, long runNanos) {
    stuck.add(1);
  }
}
