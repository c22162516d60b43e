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
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells several listeners, of whom one may come late: what it missed is kept and told to it when it
 * joins. Thread safe; without a lock once all are there.
 */
final class Listeners implements EngineListener {
  private final EngineListener[] first;

  /** Null while somebody is awaited; never changes after that. Written under the lock. */
  private volatile EngineListener @Nullable [] all;

  /** Guarded by this. */
  private List<Consumer<EngineListener>> missed = new ArrayList<>();

  private Listeners(EngineListener[] first, EngineListener @Nullable [] all) {
    this.first = first;
    this.all = all;
  }

  /** Tells these, one after the other. */
  static Listeners of(List<EngineListener> all) {
    EngineListener[] array = all.toArray(EngineListener[]::new);
    return new Listeners(array, array);
  }

  /** Tells these, and one more that {@linkplain #join joins} later. */
  static Listeners awaitingOneMore(List<EngineListener> first) {
    return new Listeners(first.toArray(EngineListener[]::new), null);
  }

  /**
   * Tells this listener what it missed, and from now on everything.
   *
   * @throws IllegalStateException if nobody is awaited
   */
  synchronized void join(EngineListener late) {
    if (all != null) {
      throw new IllegalStateException("nobody is awaited");
    }
    missed.forEach(event -> event.accept(late));
    missed = List.of();
    EngineListener[] joined = Arrays.copyOf(first, first.length + 1);
    joined[first.length] = late;
    all = joined;
  }

  private void each(Consumer<EngineListener> event) {
    EngineListener[] joined = all;
    if (joined == null) {
      tellAndKeep(event);
    } else {
      tell(joined, 0, event);
    }
  }

  private void tellAndKeep(Consumer<EngineListener> event) {
    tell(first, 0, event);
    synchronized (this) {
      EngineListener[] joined = all;
      if (joined == null) {
        missed.add(event);
      } else {
        tell(joined, first.length, event); // who came in this moment
      }
    }
  }

  private static void tell(EngineListener[] listeners, int from, Consumer<EngineListener> event) {
    for (int i = from; i < listeners.length; i++) {
      event.accept(listeners[i]);
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
