package dev.holdfast.core;

import dev.holdfast.core.internal.SlotHeap;
import java.util.TreeMap;

/** One queue: its settings, its counts, and what can be served from it. */
final class QueueState extends Gate {
  private static final int PRIORITY_SHIFT = 58;

  final String name;
  QueueSettings settings = QueueSettings.DEFAULTS;
  QueueMode mode = QueueMode.OPEN;
  final TreeMap<String, KeyState> keys = new TreeMap<>();

  /** The first job of each lane whose key is open, in the order of service. */
  final SlotHeap heads;

  /** Its COMPLETED and CANCELLED jobs for which nobody waits, in the order of their ends. */
  final SlotHeap finished;

  /** Its DEAD jobs for which nobody waits, in the order of their ends. */
  final SlotHeap dead;

  final StateCounts counts = new StateCounts();

  /** How many turns its keys have had. */
  long turn;

  QueueState(int number, String name, SlotHeap heads, SlotHeap finished, SlotHeap dead) {
    super(number);
    this.name = name;
    this.heads = heads;
    this.finished = finished;
    this.dead = dead;
  }

  @Override
  Rate rate() {
    return settings.rate();
  }

  @Override
  int concurrencyMax() {
    return settings.concurrencyMax();
  }

  /** Whether a job of it can be served now. */
  boolean serves(long clockMillis) {
    return mode != QueueMode.PAUSED && !heads.isEmpty() && isOpen(clockMillis);
  }

  /** Whether it would be the same if it were made anew. */
  boolean isForgettable(long clockMillis) {
    return members == 0
        && mode == QueueMode.OPEN
        && settings.equals(QueueSettings.DEFAULTS)
        && !hasArrival(clockMillis);
  }

  /**
   * The key of a PENDING job in its lane. With aging it is a moment: a priority is worth so much
   * waiting, and nothing ever has to be moved.
   */
  long serviceKey(Job job) {
    long aging = settings.agingMillis();
    return aging == 0
        ? strictKey(job)
        : Math.max(job.enqueuedAtMillis(), job.spec().runAtMillis()) - aging * job.priority();
  }

  /** By priority, then by enqueueing; no two jobs share one. */
  static long strictKey(Job job) {
    return ((long) (JobSpec.PRIORITY_MAX - job.priority()) << PRIORITY_SHIFT) | job.enqueuedSeq();
  }
}
