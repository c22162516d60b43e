package dev.holdfast.engine.internal;

import dev.holdfast.core.Event;
import dev.holdfast.core.JobId;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The attempts that are made in this process, told by the owner of the state what becomes of their
 * leases. That is the one source of interrupts: a handler is interrupted when the queue has ended
 * its lease, not when some other clock thinks so. Thread safe.
 */
final class RunningAttempts {
  private final ConcurrentSkipListMap<JobId, Attempt> byJob = new ConcurrentSkipListMap<>();

  /** Set before those that are here are told: an attempt that they miss finds it set. */
  private volatile boolean allLost;

  /** Called by the owner, before anything else can happen to the lease. */
  void add(Attempt attempt) {
    byJob.put(attempt.id(), attempt);
    if (allLost) {
      attempt.interrupt(Attempt.Ending.LOST);
    }
  }

  /** Whatever becomes of the lease from now on, this attempt is not to hear it. */
  void remove(Attempt attempt) {
    byJob.remove(attempt.id(), attempt);
  }

  /** This was logged. */
  void hear(Event event) {
    if (byJob.isEmpty()) {
      return;
    }
    switch (event) {
      case Event.Extend e -> {
        Attempt attempt = byJob.get(e.id());
        if (attempt != null && attempt.number() == e.attempt()) {
          attempt.extendTo(e.deadlineMillis());
        }
      }
      case Event.Cancel e when e.requested() -> end(e.id(), e.attempt(), Attempt.Ending.CANCELLED);
      case Event.Cancel e -> end(e.id(), e.attempt(), Attempt.Ending.LOST);
      case Event.Ack e -> end(e.id(), e.attempt(), Attempt.Ending.LOST);
      case Event.Timeout e -> end(e.id(), e.attempt(), Attempt.Ending.LOST);
      case Event.Fail e -> end(e.id(), e.attempt(), Attempt.Ending.LOST);
      case Event.Retry e -> end(e.id(), e.attempt(), Attempt.Ending.LOST);
      case Event.Dead e -> end(e.id(), e.attempt(), Attempt.Ending.LOST);
      default -> {} // does not end a lease
    }
  }

  private void end(JobId id, int number, Attempt.Ending why) {
    Attempt attempt = byJob.get(id);
    if (attempt != null && attempt.number() == number) {
      attempt.interrupt(why);
    }
  }

  /**
   * The engine has stopped: nothing that they do can be acknowledged any more. It may be any thread
   * that found out, while the owner still hands out jobs.
   */
  void loseAll() {
    allLost = true;
    byJob.values().forEach(attempt -> attempt.interrupt(Attempt.Ending.LOST));
  }
}
