package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Limits;
import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.EngineCounters;
import dev.holdfast.engine.RecoveryReport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What an engine runs on: the threads and the disk of {@link EngineRuntime}, or the one thread and
 * the simulated disk of {@link VirtualHost}.
 */
public interface EngineHost {

  /** Hands a request to the owner of the state; if that cannot be, its promise fails. */
  <R extends Request> R submit(R request);

  /** The rules of the queue. */
  Limits limits();

  /** The clock that leases are measured with. */
  InstantSource clock();

  /** A deadline so long from now, by that clock. */
  Deadline deadline(Duration time);

  /** Runs what takes long and must not hold up the queue or the replies. */
  Executor background();

  /** What opening found and did. */
  RecoveryReport recovery();

  /** Counts by state. */
  QueueStats stats();

  /** What happened so far. */
  EngineCounters counters();

  /** Why the engine stopped, if it did. */
  Optional<Throwable> failure();

  /** Ends everything; see {@link dev.holdfast.engine.Engine#close}. */
  void close();
}
