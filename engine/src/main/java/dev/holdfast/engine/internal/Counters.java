package dev.holdfast.engine.internal;

import dev.holdfast.core.Event;
import dev.holdfast.engine.EngineCounters;

/**
 * Counts what the commit loop does. Written by the loop alone; published as a whole after each
 * batch.
 */
final class Counters {
  private long enqueued;
  private long dispatched;
  private long completed;
  private long failed;
  private long timedOut;
  private long retried;
  private long interrupted;
  private long dead;
  private long lateAnswers;
  private long rejected;

  void count(Event event) {
    switch (event) {
      case Event.Enqueue e -> enqueued++;
      case Event.Dispatch e -> dispatched++;
      case Event.Ack e -> completed++;
      case Event.Fail e -> failed++;
      case Event.Timeout e -> timedOut++;
      case Event.Retry e -> retried++;
      case Event.Dead e -> dead++;
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
        failed,
        timedOut,
        retried,
        interrupted,
        dead,
        lateAnswers,
        rejected);
  }
}
