package dev.holdfast.observability.binding;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.RecoveryReport;
import dev.holdfast.observability.Labels;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Counter;
import dev.holdfast.observability.Meters.Watch;
import dev.holdfast.observability.QueueNames;
import dev.holdfast.snapshot.SnapshotListener;
import dev.holdfast.wal.WalListener;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Measures what an engine does, its log and its snapshots. Make it, open the engine with it as the
 * listener, then {@link #watch} that. Thread safe; an event costs some tens of nanoseconds.
 *
 * <p>An engine that is opened again, after it was closed or has failed, may have the same listener:
 * the counters go on. Close the watch of the first before the second is watched; of two at a time
 * the first one's queues are shown.
 */
public final class EngineMetrics implements EngineListener {
  private static final double MILLIS_PER_SECOND = 1000;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Meters meters;
  private final WalMetrics wal;
  private final SnapshotMetrics snapshots;
  private final QueueMeters.ByQueue queues;
  private final Counter late;
  private final Counter stuck;
  private volatile double recoverySeconds;
  private volatile long recoveryRecords;
  private volatile boolean stopped;

  /** Registers the meters of an engine with the usual names of log and snapshots, at zero. */
  public EngineMetrics(Meters meters) {
    this(meters, "wal.log", "snapshot.json");
  }

  /**
   * Registers the meters; they stand at zero.
   *
   * @param log the name of the engine's log
   * @param store the name of its snapshots
   */
  public EngineMetrics(Meters meters, String log, String store) {
    this.meters = meters;
    this.wal = new WalMetrics(meters, log);
    this.snapshots = new SnapshotMetrics(meters, store);
    this.queues = new QueueMeters.ByQueue(meters);
    this.late = meters.counter(QueueNames.ANSWERS_LATE);
    this.stuck = meters.counter(QueueNames.WORKERS_STUCK);
    Watch _ = meters.gauge(QueueNames.ENGINE_UP, () -> stopped ? 0 : 1);
    Watch _ = meters.gauge(QueueNames.RECOVERY_DURATION, () -> recoverySeconds);
    Watch _ = meters.gauge(QueueNames.RECOVERY_RECORDS, () -> recoveryRecords);
    QueueMeters _ = queues.of(JobSpec.DEFAULT_QUEUE); // there from the start, at zero
  }

  /**
   * Reports the depth of this engine's queues by state, which are paused, how old the oldest job
   * is, and what the engine refuses. Queues that come later are reported too; beyond as many as
   * labels may have values they have no gauges. To read them may take a second if the engine is
   * busy.
   *
   * @return ends these gauges and lets go of the engine; the counters of events stay
   */
  public Watch watch(Engine engine) {
    Gauges gauges = new Gauges(engine);
    gauges.add(meters.total(QueueNames.COMMANDS_REJECTED, () -> engine.counters().rejected()));
    gauges.show(JobSpec.DEFAULT_QUEUE);
    gauges.census.refresh();
    return gauges;
  }

  /**
   * Reports how much of the disk the log takes up, until the watch is closed.
   *
   * @param sizeBytes asked whenever metrics are read
   */
  public Watch watchLogSize(LongSupplier sizeBytes) {
    return wal.watchSize(sizeBytes);
  }

  /** The gauges of one engine. Whoever reads them adds those of new queues, while it is closed. */
  private final class Gauges implements Watch {
    private final QueueCensus census;
    private final Set<String> shown = ConcurrentHashMap.newKeySet();
    private final Queue<Watch> open = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    Gauges(Engine engine) {
      census = new QueueCensus(engine, this::show);
    }

    /** Without a lock, which a reader might hold against the registry's own. */
    void add(Watch watch) {
      open.add(watch);
      if (closed) {
        close();
      }
    }

    @Override
    public void close() {
      closed = true;
      for (Watch watch = open.poll(); watch != null; watch = open.poll()) {
        watch.close();
      }
    }

    void show(String queue) {
      if (closed || !shown.add(queue)) {
        return;
      }
      String label = meters.cardinality().admit(Labels.QUEUE, queue);
      if (!label.equals(queue)) {
        return;
      }
      QueueMeters _ = queues.of(queue);
      depth(queue, "pending", QueueStats::pending);
      depth(queue, "scheduled", QueueStats::scheduled);
      depth(queue, "blocked", QueueStats::blocked);
      depth(queue, "in_flight", QueueStats::inFlight);
      depth(queue, "completed", QueueStats::completed);
      depth(queue, "dead", QueueStats::dead);
      depth(queue, "cancelled", QueueStats::cancelled);
      add(meters.gauge(QueueNames.PAUSED, () -> census.isPaused(queue) ? 1 : 0, queue));
      add(
          meters.gauge(
              QueueNames.OLDEST_AGE,
              () -> census.oldestAgeMillis(queue) / MILLIS_PER_SECOND,
              queue));
    }

    private void depth(String queue, String state, ToLongFunction<QueueStats> count) {
      add(
          meters.gauge(
              QueueNames.QUEUE_DEPTH, () -> count.applyAsLong(census.stats(queue)), queue, state));
    }
  }

  @Override
  public WalListener log() {
    return wal;
  }

  @Override
  public SnapshotListener snapshots() {
    return snapshots;
  }

  @Override
  public void recovered(RecoveryReport report) {
    stopped = false;
    recoverySeconds = report.duration().toNanos() / NANOS_PER_SECOND;
    recoveryRecords = report.recordsReplayed();
  }

  @Override
  public void enqueued(Job job) {
    queues.of(job.queue()).enqueued().add(1);
  }

  @Override
  public void dispatched(Job job, Duration waited) {
    QueueMeters queue = queues.of(job.queue());
    queue.dispatched().add(1);
    queue.waits().record(waited.toNanos());
  }

  @Override
  public void completed(Job before, Job job, Duration sinceDispatch) {
    QueueMeters queue = queues.of(job.queue());
    queue.completed().add(1);
    queue.endedCompleted().add(1);
    queue.durations().record(sinceDispatch.toNanos());
  }

  @Override
  public void failed(Job job, String error) {
    queues.of(job.queue()).endedFailed().add(1);
  }

  @Override
  public void timedOut(Job job) {
    QueueMeters queue = queues.of(job.queue());
    queue.endedTimedOut().add(1);
    queue.expired().add(1);
  }

  @Override
  public void retried(Job job) {
    queues.of(job.queue()).retried().add(1);
  }

  @Override
  public void dead(Job job) {
    queues.of(job.queue()).dead().add(1);
  }

  @Override
  public void cancelled(Job job) {
    queues.of(job.queue()).cancelled().add(1);
  }

  @Override
  public void lateAnswer(JobId id, int attempt, String why) {
    late.add(1);
  }

  @Override
  public void handlerStuck(JobId id, int attempt) {
    stuck.add(1);
  }

  @Override
  public void engineFailed(Throwable cause) {
    stopped = true;
  }
}
