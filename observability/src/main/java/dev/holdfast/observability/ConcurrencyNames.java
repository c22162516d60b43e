package dev.holdfast.observability;

import static dev.holdfast.observability.Labels.FAN_OUT;
import static dev.holdfast.observability.Labels.LIMITER;
import static dev.holdfast.observability.Labels.OUTCOME;
import static dev.holdfast.observability.Labels.PIPELINE;
import static dev.holdfast.observability.Labels.POOL;
import static dev.holdfast.observability.Labels.REASON;
import static dev.holdfast.observability.Labels.SEMAPHORE;
import static dev.holdfast.observability.Labels.STAGE;
import static dev.holdfast.observability.Labels.STATE;

import java.util.List;

/** What semaphores, rate limiters, worker pools, fan-outs and pipelines report. */
public final class ConcurrencyNames {

  private static final Declarations NAMES = new Declarations();

  /** Permits of a semaphore. */
  public static final Metric SEMAPHORE_PERMITS =
      NAMES.gauge(
          Component.SEMAPHORE,
          "holdfast.semaphore.permits",
          "{permit}",
          "Permits of the semaphore: held, or free.",
          SEMAPHORE,
          STATE);

  /** Who waits at a semaphore. */
  public static final Metric SEMAPHORE_WAITERS =
      NAMES.gauge(
          Component.SEMAPHORE,
          "holdfast.semaphore.waiters",
          "{waiter}",
          "Callers that wait for permits.",
          SEMAPHORE);

  /** How long permits were waited for. */
  public static final Metric SEMAPHORE_ACQUIRE_DURATION =
      NAMES.histogram(
          Component.SEMAPHORE,
          "holdfast.semaphore.acquire.duration",
          "s",
          Buckets.FINE,
          "Time that a caller who got its permits had waited for them.",
          SEMAPHORE);

  /** Permits granted. */
  public static final Metric SEMAPHORE_ACQUIRED =
      NAMES.counter(
          Component.SEMAPHORE,
          "holdfast.semaphore.acquired",
          "{permit}",
          "Permits that were granted.",
          SEMAPHORE);

  /** Permits given back. */
  public static final Metric SEMAPHORE_RELEASED =
      NAMES.counter(
          Component.SEMAPHORE,
          "holdfast.semaphore.released",
          "{permit}",
          "Permits that were given back.",
          SEMAPHORE);

  /** Requests refused. */
  public static final Metric SEMAPHORE_REFUSED =
      NAMES.counter(
          Component.SEMAPHORE,
          "holdfast.semaphore.refused",
          "{request}",
          "Requests that got no permits, by reason.",
          SEMAPHORE,
          REASON);

  /** Requests given up by their callers. */
  public static final Metric SEMAPHORE_ABANDONED =
      NAMES.counter(
          Component.SEMAPHORE,
          "holdfast.semaphore.abandoned",
          "{request}",
          "Waits that ended with an interrupt or a cancellation of the caller.",
          SEMAPHORE);

  /** Permits that a limiter has left. */
  public static final Metric LIMITER_PERMITS =
      NAMES.gauge(
          Component.LIMITER,
          "holdfast.limiter.permits",
          "{permit}",
          "Permits that the limiter would grant at once.",
          LIMITER);

  /** Permits that a limiter granted. */
  public static final Metric LIMITER_GRANTED =
      NAMES.counter(
          Component.LIMITER,
          "holdfast.limiter.granted",
          "{permit}",
          "Permits that were granted, or promised.",
          LIMITER);

  /** How long a limiter makes callers wait. */
  public static final Metric LIMITER_WAIT_DURATION =
      NAMES.histogram(
          Component.LIMITER,
          "holdfast.limiter.wait.duration",
          "s",
          Buckets.FINE,
          "Time that a caller whose permits were granted has to wait for them.",
          LIMITER);

  /** Requests refused. */
  public static final Metric LIMITER_REFUSED =
      NAMES.counter(
          Component.LIMITER,
          "holdfast.limiter.refused",
          "{request}",
          "Requests that got no permits, by reason.",
          LIMITER,
          REASON);

  /** Promises given back. */
  public static final Metric LIMITER_CANCELLED =
      NAMES.counter(
          Component.LIMITER,
          "holdfast.limiter.cancelled",
          "{permit}",
          "Promised permits that were given back before they were due.",
          LIMITER);

  /** Tasks that wait in a worker pool. */
  public static final Metric WORKER_POOL_QUEUE_LENGTH =
      NAMES.gauge(
          Component.WORKER_POOL,
          "holdfast.worker_pool.queue.length",
          "{task}",
          "Tasks that wait for a worker.",
          POOL);

  /** Workers that work. */
  public static final Metric WORKER_POOL_ACTIVE =
      NAMES.gauge(
          Component.WORKER_POOL,
          "holdfast.worker_pool.workers.active",
          "{worker}",
          "Workers that run a task.",
          POOL);

  /** How long tasks run. */
  public static final Metric WORKER_POOL_TASK_DURATION =
      NAMES.histogram(
          Component.WORKER_POOL,
          "holdfast.worker_pool.task.duration",
          "s",
          Buckets.FINE,
          "Time that a task ran, by how it ended.",
          POOL,
          OUTCOME);

  /** How long tasks wait. */
  public static final Metric WORKER_POOL_QUEUE_DURATION =
      NAMES.histogram(
          Component.WORKER_POOL,
          "holdfast.worker_pool.queue.duration",
          "s",
          Buckets.FINE,
          "Time that a task waited for a worker.",
          POOL);

  /** Tasks refused. */
  public static final Metric WORKER_POOL_REJECTED =
      NAMES.counter(
          Component.WORKER_POOL,
          "holdfast.worker_pool.tasks.rejected",
          "{task}",
          "Tasks that were refused: no room, or the pool is shut down.",
          POOL);

  /** Tasks that ignore their interrupt. */
  public static final Metric WORKER_POOL_STUCK =
      NAMES.counter(
          Component.WORKER_POOL,
          "holdfast.worker_pool.tasks.stuck",
          "{task}",
          "Tasks that ignored their interrupt and kept their worker.",
          POOL);

  /** How long a fan-out's tasks take. */
  public static final Metric FAN_OUT_TASK_DURATION =
      NAMES.histogram(
          Component.FAN_OUT,
          "holdfast.fan_out.task.duration",
          "s",
          Buckets.FINE,
          "Time that the work on one item took, by how it ended.",
          FAN_OUT,
          OUTCOME);

  /** How long whole fan-outs take. */
  public static final Metric FAN_OUT_RUN_DURATION =
      NAMES.histogram(
          Component.FAN_OUT,
          "holdfast.fan_out.run.duration",
          "s",
          Buckets.FINE,
          "Time from the first item to the last, by how the whole ended.",
          FAN_OUT,
          OUTCOME);

  /** How long a stage works on an item. */
  public static final Metric PIPELINE_ITEM_DURATION =
      NAMES.histogram(
          Component.PIPELINE,
          "holdfast.pipeline.item.duration",
          "s",
          Buckets.FINE,
          "Time that a stage worked on an item, by how it ended.",
          PIPELINE,
          STAGE,
          OUTCOME);

  /** Items that wait for a stage. */
  public static final Metric PIPELINE_QUEUE_LENGTH =
      NAMES.gauge(
          Component.PIPELINE,
          "holdfast.pipeline.queue.length",
          "{item}",
          "Items that wait for the stage.",
          PIPELINE,
          STAGE);

  /** Items that a stage passed on. */
  public static final Metric PIPELINE_EMITTED =
      NAMES.counter(
          Component.PIPELINE,
          "holdfast.pipeline.items.emitted",
          "{item}",
          "Items that the stage has passed on.",
          PIPELINE,
          STAGE);

  /** All of them, in the order of this class. */
  static final List<Metric> METRICS = NAMES.all();

  private ConcurrencyNames() {}
}
