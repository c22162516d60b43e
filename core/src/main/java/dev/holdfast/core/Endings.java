package dev.holdfast.core;

import dev.holdfast.core.internal.SlotHeap;

/** Which jobs that have ended are remembered no longer, and when. */
final class Endings {
  private final Gates gates;
  private final Retention retention;

  /**
   * The number of each queue with jobs that will be forgotten, by the moment of the next; by name
   * among equals, since numbers differ from run to run.
   */
  final SlotHeap keeping;

  /** With what holds for queues that do not say otherwise. */
  Endings(Gates gates, Retention retention) {
    this.gates = gates;
    this.retention = retention;
    this.keeping =
        new SlotHeap(
            new SlotHeap.Places(),
            (number, other) -> gates.queue(number).name.compareTo(gates.queue(other).name) < 0);
  }

  /** This job has ended and nobody waits for it: it may be forgotten when its time has come. */
  void keep(QueueState queue, int slot, Job job) {
    heapOf(queue, job).put(slot, job.changedAtMillis());
    refresh(queue);
  }

  /** This job is not to be forgotten, or is forgotten now. */
  void release(QueueState queue, int slot, Job job) {
    heapOf(queue, job).drop(slot);
    refresh(queue);
  }

  private static SlotHeap heapOf(QueueState queue, Job job) {
    return job.state() == JobState.DEAD ? queue.dead : queue.finished;
  }

  /** What is kept, or the settings, have changed. */
  void refresh(QueueState queue) {
    Retention rule = retention(queue);
    long due =
        Math.min(
            due(queue.finished, rule.finishedMax(), rule.finishedMillis()),
            due(queue.dead, rule.deadMax(), rule.deadMillis()));
    if (due == Long.MAX_VALUE) {
      keeping.drop(queue.number);
    } else {
      keeping.put(queue.number, due);
    }
  }

  /** When there is a job too many or too old; 0 is now. */
  private static long due(SlotHeap ended, int max, long millis) {
    if (ended.size() > max) {
      return 0;
    }
    boolean forEver = ended.isEmpty() || millis > Long.MAX_VALUE - ended.firstKey();
    return forEver ? Long.MAX_VALUE : ended.firstKey() + millis;
  }

  Retention retention(QueueState queue) {
    return queue.settings.retention().orElse(retention);
  }

  /** The queue of this number. */
  QueueState queue(int number) {
    return gates.queue(number);
  }
}
