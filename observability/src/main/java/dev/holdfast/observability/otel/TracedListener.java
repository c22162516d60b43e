package dev.holdfast.observability.otel;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.QueueInfo;
import dev.holdfast.core.Schedule;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.RecoveryReport;
import dev.holdfast.observability.SpanNames;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.snapshot.SnapshotListener;
import dev.holdfast.wal.WalListener;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Duration;

/**
 * Ends the story of an attempt with its answer, and passes everything on; what hears of an answer
 * hears it within the attempt's span, so that a histogram can name it.
 */
final class TracedListener implements EngineListener {
  private final JobSpans spans;
  private final Attempts attempts;
  private final EngineListener next;

  TracedListener(JobSpans spans, Attempts attempts, EngineListener next) {
    this.spans = spans;
    this.attempts = attempts;
    this.next = next;
  }

  @Override
  public void completed(Job before, Job job, Duration sinceDispatch) {
    Context attempt = attempts.take(before);
    if (attempt == null) {
      next.completed(before, job, sinceDispatch);
      return;
    }
    spans.settle(SpanNames.ACK, Facts.of(before), attempt).end();
    try (Scope _ = attempt.makeCurrent()) {
      next.completed(before, job, sinceDispatch);
    }
  }

  @Override
  public void failed(Job job, String error) {
    Context attempt = attempts.take(job);
    if (attempt == null) {
      next.failed(job, error);
      return;
    }
    Span nack = spans.settle(SpanNames.NACK, Facts.of(job), attempt);
    nack.setStatus(StatusCode.ERROR, error);
    nack.end();
    try (Scope _ = attempt.makeCurrent()) {
      next.failed(job, error);
    }
  }

  @Override
  public void timedOut(Job job) {
    Context attempt = attempts.take(job);
    try (Scope _ = (attempt == null ? Context.root() : attempt).makeCurrent()) {
      next.timedOut(job);
    }
  }

  @Override
  public void recovered(RecoveryReport report) {
    next.recovered(report);
  }

  @Override
  public void enqueued(Job job) {
    next.enqueued(job);
  }

  @Override
  public void dispatched(Job job, Duration waited) {
    next.dispatched(job, waited);
  }

  @Override
  public void extended(Job job) {
    next.extended(job);
  }

  @Override
  public void retried(Job job) {
    next.retried(job);
  }

  @Override
  public void dead(Job job) {
    next.dead(job);
  }

  @Override
  public void cancelRequested(Job job) {
    next.cancelRequested(job);
  }

  @Override
  public void cancelled(Job job) {
    next.cancelled(job);
  }

  @Override
  public void requeued(Job job) {
    next.requeued(job);
  }

  @Override
  public void forgotten(Job job) {
    next.forgotten(job);
  }

  @Override
  public void queueChanged(QueueInfo queue) {
    next.queueChanged(queue);
  }

  @Override
  public void scheduleFired(Schedule schedule, long nextAtMillis) {
    next.scheduleFired(schedule, nextAtMillis);
  }

  @Override
  public void lateAnswer(JobId id, int attempt, String why) {
    next.lateAnswer(id, attempt, why);
  }

  @Override
  public void handlerStuck(JobId id, int attempt) {
    next.handlerStuck(id, attempt);
  }

  @Override
  public void batchSynced(int records, long bytes, Duration sync) {
    next.batchSynced(records, bytes, sync);
  }

  @Override
  public void snapshotTaken(SnapshotInfo info, Duration took) {
    next.snapshotTaken(info, took);
  }

  @Override
  public void engineFailed(Throwable cause) {
    next.engineFailed(cause);
  }

  @Override
  public WalListener log() {
    return next.log();
  }

  @Override
  public SnapshotListener snapshots() {
    return next.snapshots();
  }
}
