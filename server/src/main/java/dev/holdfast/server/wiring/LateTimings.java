package dev.holdfast.server.wiring;

import dev.holdfast.observability.binding.JobTimings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the times of producers and handlers for a listener that comes later, if one will; see
 * {@link Listeners}. Thread safe.
 */
final class LateTimings implements JobTimings {
  /** Read without the lock once it has joined. */
  private volatile @Nullable JobTimings listener;

  /** Guarded by this. */
  private List<Consumer<JobTimings>> missed = new ArrayList<>();

  private volatile boolean nobodyComes;

  /** Tells this listener what it missed, and from now on everything. */
  synchronized void join(JobTimings late) {
    missed.forEach(event -> event.accept(late));
    missed = List.of();
    listener = late;
  }

  /** Keeps nothing: nobody will ask. */
  synchronized void nobodyComes() {
    nobodyComes = true;
    missed = List.of();
  }

  @Override
  public void enqueued(String queue, int jobs, long nanos, String errorType) {
    JobTimings joined = listener;
    if (joined != null) {
      joined.enqueued(queue, jobs, nanos, errorType);
    } else {
      keep(late -> late.enqueued(queue, jobs, nanos, errorType));
    }
  }

  @Override
  public void processed(String queue, String type, long nanos, String errorType) {
    JobTimings joined = listener;
    if (joined != null) {
      joined.processed(queue, type, nanos, errorType);
    } else {
      keep(late -> late.processed(queue, type, nanos, errorType));
    }
  }

  private void keep(Consumer<JobTimings> event) {
    if (nobodyComes) {
      return;
    }
    synchronized (this) {
      JobTimings joined = listener;
      if (joined != null) {
        event.accept(joined);
      } else if (!nobodyComes) {
        missed.add(event);
      }
    }
  }
}
