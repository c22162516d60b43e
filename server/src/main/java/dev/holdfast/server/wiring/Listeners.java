package dev.holdfast.server.wiring;

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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells two listeners, of whom the second may come late: what it missed is kept and told to it when
 * it joins. Thread safe.
 */
final class Listeners implements EngineListener {
  private final EngineListener first;

  /** Nobody until it joins. Guarded by this, as is {@link #missed}. */
  private @Nullable EngineListener second;

  private List<Consumer<EngineListener>> missed = new ArrayList<>();

  Listeners(EngineListener first) {
    this.first = first;
  }

  /** Tells this listener what it missed, and from now on everything. */
  synchronized void join(EngineListener late) {
    missed.forEach(event -> event.accept(late));
    missed = List.of();
    second = late;
  }

  private void each(Consumer<EngineListener> event) {
    event.accept(first);
    synchronized (this) {
      if (second == null) {
        missed.add(event);
      } else {
        event.accept(second);
      }
    }
  }

  @Override
  public void recovered(RecoveryReport report) {
    each(listener -> listener.recovered(report));
  }

  @Override
  public void enqueued(Job job) {
    each(listener -> listener.enqueued(job));
  }

  @Override
  public void dispatched(Job job, Duration waited) {
    each(listener -> listener.dispatched(job, waited));
  }

  @Override
  public void completed(Job before, Job job, Duration sinceDispatch) {
    each(listener -> listener.completed(before, job, sinceDispatch));
  }

  @Override
  public void extended(Job job) {
    each(listener -> listener.extended(job));
  }

  @Override
  public void failed(Job job, String error) {
    each(listener -> listener.failed(job, error));
  }

  @Override
  public void timedOut(Job job) {
    each(listener -> listener.timedOut(job));
  }

  @Override
  public void retried(Job job) {
    each(listener -> listener.retried(job));
  }

  @Override
  public void dead(Job job) {
    each(listener -> listener.dead(job));
  }

  @Override
  public void cancelRequested(Job job) {
    each(listener -> listener.cancelRequested(job));
  }

  @Override
  public void cancelled(Job job) {
    each(listener -> listener.cancelled(job));
  }

  @Override
  public void requeued(Job job) {
    each(listener -> listener.requeued(job));
  }

  @Override
  public void forgotten(Job job) {
    each(listener -> listener.forgotten(job));
  }

  @Override
  public void queueChanged(QueueInfo queue) {
    each(listener -> listener.queueChanged(queue));
  }

  @Override
  public void scheduleFired(Schedule schedule, long nextAtMillis) {
    each(listener -> listener.scheduleFired(schedule, nextAtMillis));
  }

  @Override
  public void lateAnswer(JobId id, int attempt, String why) {
    each(listener -> listener.lateAnswer(id, attempt, why));
  }

  @Override
  public void handlerStuck(JobId id, int attempt) {
    each(listener -> listener.handlerStuck(id, attempt));
  }

  @Override
  public void batchSynced(int records, long bytes, Duration sync) {
    each(listener -> listener.batchSynced(records, bytes, sync));
  }

  @Override
  public void snapshotTaken(SnapshotInfo info, Duration took) {
    each(listener -> listener.snapshotTaken(info, took));
  }

  @Override
  public WalListener log() {
    return new WalListener() {
      @Override
      public void batchWritten(int records, long bytes, long writeNanos) {
        each(listener -> listener.log().batchWritten(records, bytes, writeNanos));
      }

      @Override
      public void batchSynced(int records, long bytes, long syncNanos) {
        each(listener -> listener.log().batchSynced(records, bytes, syncNanos));
      }

      @Override
      public void segmentRolled(String file, long firstSeq) {
        each(listener -> listener.log().segmentRolled(file, firstSeq));
      }

      @Override
      public void segmentDeleted(String file) {
        each(listener -> listener.log().segmentDeleted(file));
      }

      @Override
      public void poisoned(Throwable cause) {
        each(listener -> listener.log().poisoned(cause));
      }
    };
  }

  @Override
  public SnapshotListener snapshots() {
    return new SnapshotListener() {
      @Override
      public void written(SnapshotInfo snapshot, Duration taken) {
        each(listener -> listener.snapshots().written(snapshot, taken));
      }

      @Override
      public void setAside(SnapshotInfo damaged, String newName) {
        each(listener -> listener.snapshots().setAside(damaged, newName));
      }

      @Override
      public void deleted(SnapshotInfo snapshot) {
        each(listener -> listener.snapshots().deleted(snapshot));
      }

      @Override
      public void deletionFailed(Exception cause) {
        each(listener -> listener.snapshots().deletionFailed(cause));
      }
    };
  }

  @Override
  public void engineFailed(Throwable cause) {
    each(listener -> listener.engineFailed(cause));
  }
}
