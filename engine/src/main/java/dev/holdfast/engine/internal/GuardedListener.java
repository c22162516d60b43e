package dev.holdfast.engine.internal;

import static dev.holdfast.engine.internal.ListenerFault.guard;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.QueueInfo;
import dev.holdfast.core.Schedule;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.RecoveryReport;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.snapshot.SnapshotListener;
import dev.holdfast.wal.WalListener;
import java.time.Duration;

/** Keeps the faults of a listener away from the engine. */
record GuardedListener(EngineListener listener) implements EngineListener {

  /** Puts the guard around a listener; around nobody there need be none. */
  static EngineListener around(EngineListener listener) {
    return listener.equals(EngineListener.NONE) ? listener : new GuardedListener(listener);
  }

  @Override
  public void recovered(RecoveryReport report) {
    guard(() -> listener.recovered(report));
  }

  @Override
  public void enqueued(Job job) {
    guard(() -> listener.enqueued(job));
  }

  @Override
  public void dispatched(Job job, Duration waited) {
    guard(() -> listener.dispatched(job, waited));
  }

  @Override
  public void completed(Job before, Job job, Duration sinceDispatch) {
    guard(() -> listener.completed(before, job, sinceDispatch));
  }

  @Override
  public void extended(Job job) {
    guard(() -> listener.extended(job));
  }

  @Override
  public void failed(Job job, String error) {
    guard(() -> listener.failed(job, error));
  }

  @Override
  public void timedOut(Job job) {
    guard(() -> listener.timedOut(job));
  }

  @Override
  public void retried(Job job) {
    guard(() -> listener.retried(job));
  }

  @Override
  public void dead(Job job) {
    guard(() -> listener.dead(job));
  }

  @Override
  public void cancelRequested(Job job) {
    guard(() -> listener.cancelRequested(job));
  }

  @Override
  public void cancelled(Job job) {
    guard(() -> listener.cancelled(job));
  }

  @Override
  public void requeued(Job job) {
    guard(() -> listener.requeued(job));
  }

  @Override
  public void forgotten(Job job) {
    guard(() -> listener.forgotten(job));
  }

  @Override
  public void queueChanged(QueueInfo queue) {
    guard(() -> listener.queueChanged(queue));
  }

  @Override
  public void scheduleFired(Schedule schedule, long nextAtMillis) {
    guard(() -> listener.scheduleFired(schedule, nextAtMillis));
  }

  @Override
  public void lateAnswer(JobId id, int attempt, String why) {
    guard(() -> listener.lateAnswer(id, attempt, why));
  }

  @Override
  public void handlerStuck(JobId id, int attempt) {
    guard(() -> listener.handlerStuck(id, attempt));
  }

  @Override
  public void batchSynced(int records, long bytes, Duration sync) {
    guard(() -> listener.batchSynced(records, bytes, sync));
  }

  @Override
  public void snapshotTaken(SnapshotInfo info, Duration took) {
    guard(() -> listener.snapshotTaken(info, took));
  }

  @Override
  public WalListener log() {
    return new GuardedWalListener(listener.log());
  }

  @Override
  public SnapshotListener snapshots() {
    return new GuardedSnapshotListener(listener.snapshots());
  }

  @Override
  public void engineFailed(Throwable cause) {
    guard(() -> listener.engineFailed(cause));
  }
}
