package dev.holdfast.engine;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.QueueInfo;
import dev.holdfast.core.Schedule;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.snapshot.SnapshotListener;
import dev.holdfast.wal.WalListener;
import java.time.Duration;

/**
 * Is told what the engine does; the bridge to metrics, traces and logs. Every method has an empty
 * default. They are called in order for one job, and never during replay.
 *
 * <p>What becomes of jobs, queues and schedules is told on the commit loop's thread, batches of the
 * log on the log's, snapshots on the one that writes them, stuck handlers on the one that watches
 * them. Opening and closing tell what they do themselves on the caller's thread, and a failure is
 * told by whoever finds it. All of these threads have other work, so a listener must not block, and
 * cannot close the engine.
 *
 * <p>Whatever a listener throws goes to the uncaught exception handler of the thread, and changes
 * nothing. That holds for what {@link #log} and {@link #snapshots} give too.
 */
public interface EngineListener {

  /** Listens to nothing. */
  EngineListener NONE = new EngineListener() {};

  /** The engine is about to accept commands. */
  default void recovered(RecoveryReport report) {}

  /** A job was added. */
  default void enqueued(Job job) {}

  /**
   * A job was handed to a worker.
   *
   * @param waited since it could have been: since it was enqueued, its run-at came, or it went back
   *     to the queue, to the millisecond
   */
  default void dispatched(Job job, Duration waited) {}

  /**
   * A job was acknowledged. (Its payload is gone from the queue's memory.)
   *
   * @param before the job as it was while it was in flight
   * @param sinceDispatch from hand-out to acknowledgement, to the millisecond
   */
  default void completed(Job before, Job job, Duration sinceDispatch) {}

  /** A worker holds its job for longer. */
  default void extended(Job job) {}

  /**
   * A worker reported that an attempt failed. {@link #retried}, {@link #dead} or {@link #cancelled}
   * follows.
   */
  default void failed(Job job, String error) {}

  /** A lease ran out. {@link #retried}, {@link #dead} or {@link #cancelled} follows. */
  default void timedOut(Job job) {}

  /** A job went back to the queue: after a failure, released by its worker, or interrupted. */
  default void retried(Job job) {}

  /** A job died, for the reason that it carries. */
  default void dead(Job job) {}

  /** A job in flight was called off: its worker is told at its next heartbeat. */
  default void cancelRequested(Job job) {}

  /** A job was called off, and is at its end. */
  default void cancelled(Job job) {}

  /** A dead or cancelled job was put back into the queue. */
  default void requeued(Job job) {}

  /** A job was forgotten; this is what it was. */
  default void forgotten(Job job) {}

  /** A queue was paused, drained, opened or configured. */
  default void queueChanged(QueueInfo queue) {}

  /** A recurring job was due. */
  default void scheduleFired(Schedule schedule, long nextAtMillis) {}

  /** An answer came after its lease was over and was refused. */
  default void lateAnswer(JobId id, int attempt, String why) {}

  /** A handler goes on although its deadline passed and its thread was interrupted. */
  default void handlerStuck(JobId id, int attempt) {}

  /** A batch of log records became durable. */
  default void batchSynced(int records, long bytes, Duration sync) {}

  /** A snapshot was published. */
  default void snapshotTaken(SnapshotInfo info, Duration took) {}

  /**
   * Hears what happens in the engine's log; asked for once, when the engine is opened. Unlike at a
   * log of one's own, what it throws does not stop the log.
   */
  default WalListener log() {
    return WalListener.NOOP;
  }

  /** Hears what the store of its snapshots does; asked for once, when the engine is opened. */
  default SnapshotListener snapshots() {
    return SnapshotListener.NOOP;
  }

  /** The engine stopped because of this. */
  default void engineFailed(Throwable cause) {}
}
