package dev.holdfast.observability;

/** The part of Holdfast that a metric speaks of. */
public enum Component {
  /** The queue: jobs, attempts, leases. Reported by an engine. */
  QUEUE,
  /** The queue again, under the names that OpenTelemetry's conventions give to any queue. */
  MESSAGING,
  /** The slots of an engine's own workers. */
  WORKERS,
  /** The log. */
  WAL,
  /** The snapshots. */
  SNAPSHOT,
  /** A semaphore. */
  SEMAPHORE,
  /** A rate limiter. */
  LIMITER,
  /** A worker pool. */
  WORKER_POOL,
  /** A fan-out. */
  FAN_OUT,
  /** A pipeline. */
  PIPELINE,
  /** An object pool. */
  POOL,
  /** Telemetry itself: what it sent, what it had to drop. */
  TELEMETRY
}
