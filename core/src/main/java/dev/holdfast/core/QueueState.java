package dev.holdfast.core;

import dev.holdfast.core.internal.SlotHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One queue: its settings, its counts, and what can be served from it. */
final class QueueState extends Gate {
  private static final int PRIORITY_SHIFT = 58;

  final String name;
  QueueSettings settings = QueueSettings.DEFAULTS;
  QueueMode mode = QueueMode.OPEN;
  final TreeMap<String, KeyState> keys = new TreeMap<>();

  /** One a type, in the order in which they came up. */
  final List<Heads> types = new ArrayList<>(1);

  /** Its COMPLETED and CANCELLED jobs for which nobody waits, in the order of their ends. */
  final SlotHeap finished;

  /** Its DEAD jobs for which nobody waits, in the order of their ends. */
  final SlotHeap dead;

  final StateCounts counts = new StateCounts();

  /** How many turns its keys have had. */
  long turn;

  private final SlotHeap.Ties order;

  /** The order tells which of two heads is served first when their keys are equal. */
  QueueState(int number, String name, SlotHeap.Ties order, SlotHeap finished, SlotHeap dead) {
    super(number);
    this.name = name;
    this.order = order;
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

  /** Whether jobs of it can be served now, if it has any. */
  boolean serves(long clockMillis) {
    return mode != QueueMode.PAUSED && isOpen(clockMillis);
  }

  /** The head that is served first, or {@link JobTable#NONE}. Costs O(types). */
  int first() {
    Heads best = null;
    for (Heads heads : types) {
      best = better(best, heads);
    }
    return best == null ? JobTable.NONE : best.jobs.first();
  }

  /** The same among these types only. */
  int first(List<String> wanted) {
    Heads best = null;
    for (Heads heads : types) {
      best = wanted.contains(heads.type) ? better(best, heads) : best;
    }
    return best == null ? JobTable.NONE : best.jobs.first();
  }

  private @Nullable Heads better(@Nullable Heads heads, Heads other) {
    if (heads == null || other.jobs.isEmpty()) {
      return other.jobs.isEmpty() ? heads : other;
    }
    long key = heads.jobs.firstKey();
    long otherKey = other.jobs.firstKey();
    boolean stays =
        key != otherKey ? key < otherKey : order.precedes(heads.jobs.first(), other.jobs.first());
    return stays ? heads : other;
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
