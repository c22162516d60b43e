package dev.holdfast.engine.internal;

import dev.holdfast.core.Event;
import dev.holdfast.engine.EngineCounters;

/**
 * Counts what the owner of the state does. Written by it alone; published as a whole after each
 * batch.
 */
final class Counters {
  private long enqueued;
  private long dispatched;
  private long completed;
  private long extended;
  private long failed;
  private long timedOut;
  private long retried;
  private long interrupted;
  private long dead;
  private long cancelled;
  private long requeued;
  private long forgotten;
  private long lateAnswers;
  private long rejected;

  void count(Event event) {
    switch (event) {
      case Event.Enqueue _ -> enqueued++;
      case Event.Dispatch _ -> dispatched++;
      case Event.Ack _ -> completed++;
      case Event.Extend _ -> extended++;
      case Event.Fail _ -> failed++;
      case Event.Timeout _ -> timedOut++;
      case Event.Retry _ -> retried++;
      case Event.Dead _ -> dead++;
      case Event.Cancel cancel -> cancelled += cancel.requested() ? 0 : 1;
      case Event.Requeue _ -> requeued++;
      case Event.Forget _ -> forgotten++;
      case Event.Mode _,
          Event.Configure _,
          Event.Scheduled _,
          Event.Unscheduled _,
          Event.Fired _,
          Event.Tick _ -> {}
    }
  }

  void countInterrupted() {
    interrupted++;
  }

  void countLateAnswer() {
    lateAnswers++;
  }

  void countRejected() {
    rejected++;
  }

  EngineCounters snapshot() {
    return new EngineCounters(
        enqueued,
        dispatched,
        completed,
        extended,
        failed,
        timedOut,
        retried,
        interrupted,
        dead,
        cancelled,
        requeued,
        forgotten,
        lateAnswers,
        rejected);
  }
}
