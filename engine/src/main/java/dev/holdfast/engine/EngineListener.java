package dev.holdfast.engine;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.snapshot.SnapshotInfo;
import java.time.Duration;

/**
 * Is told what the engine does; the bridge to metrics, traces and logs. Every method has an empty
 * default. They are called by the engine's own threads, in order for one job, and must not block or
 * throw; never during replay.
 */
public interface EngineListener {

  /** Listens to nothing. */
  EngineListener NONE = new EngineListener() {};

  /** The engine is about to accept commands. */
  default void recovered(RecoveryReport report) {}

  /** A job was added. */
  default void enqueued(Job job) {}

  /** A job was handed to a worker. */
  default void dispatched(Job job) {}

  /**
   * A job was acknowledged. (Its payload is gone from the queue's memory.)
   *
   * @param sinceDispatch from hand-out to acknowledgement, to the millisecond
   */
  default void completed(Job job, Duration sinceDispatch) {}

  /** A worker reported that an attempt failed. {@link #retried} or {@link #dead} follows. */
  default void failed(Job job, String error) {}

  /** A lease ran out. {@link #retried} or {@link #dead} follows. */
  default void timedOut(Job job) {}

  /** A job went back to the queue. */
  default void retried(Job job) {}

  /** A job died, for the reason that it carries. */
  default void dead(Job job) {}

  /** An answer came after its lease was over and was refused. */
  default void lateAnswer(JobId id, int attempt, String why) {}

  /** A handler goes on although its deadline passed and its thread was interrupted. */
  default void handlerStuck(JobId id, int attempt) {}

  /** A batch of log records became durable. */
  default void batchSynced(int records, long bytes, Duration sync) {}

  /** A snapshot was published. */
  default void snapshotTaken(SnapshotInfo info, Duration took) {}

  /** The engine stopped because of this. */
  default void engineFailed(Throwable cause) {}
}
