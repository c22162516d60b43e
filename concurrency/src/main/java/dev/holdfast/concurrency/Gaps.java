package dev.holdfast.concurrency;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pieces of a schedule that were given back and lie before its tail. Whoever comes next may
 * take one over, exactly as if it had made that reservation: pieces stay disjoint, and so the bound
 * on what a window grants stays proved. Bounded; a piece for which there is no room is lost, which
 * grants less, never more.
 */
final class Gaps {
  static final int GAPS_MAX = 64;

  private record Gap(long begin, long end) {}

  private final Rate rate;
  private final AtomicLong tail;
  private final ReentrantLock lock = new ReentrantLock();

  /** In order of time. Guarded by {@link #lock}. */
  private final List<Gap> gaps = new ArrayList<>();

  /** Whether there are any; written under the lock, read without it by those who need none. */
  private volatile boolean any;

  Gaps(Rate rate, AtomicLong tail) {
    this.rate = rate;
    this.tail = tail;
  }

  boolean any() {
    return any;
  }

  /** Gives a piece back: if it is the last the schedule gets shorter, else it is a gap. */
  void giveBack(long begin, long end) {
    lock.lock();
    try {
      if (tail.compareAndSet(end, begin)) {
        while (!gaps.isEmpty() && tail.compareAndSet(gaps.getLast().end, gaps.getLast().begin)) {
          gaps.removeLast();
        }
      } else if (gaps.size() < GAPS_MAX) {
        gaps.add(new Gap(begin, end));
        gaps.sort(Comparator.comparingLong(Gap::begin));
      }
    } finally {
      any = !gaps.isEmpty();
      lock.unlock();
    }
  }

  /**
   * Takes the earliest piece of this length that is due within the wait.
   *
   * @return where it begins, or {@link Rate#RETIRED} if there is none
   */
  long take(long units, long nowUnits, long waitUnitsMax) {
    lock.lock();
    try {
      gaps.removeIf(gap -> !rate.isFresh(gap.end, nowUnits));
      for (int i = 0; i < gaps.size(); i++) {
        Gap gap = gaps.get(i);
        long begin = Math.max(gap.begin, nowUnits + rate.fullAt(0));
        long end = begin + units;
        if (end <= gap.end && end - nowUnits <= waitUnitsMax) {
          replace(i, new Gap(end, gap.end));
          return begin;
        }
      }
      return Rate.RETIRED;
    } finally {
      any = !gaps.isEmpty();
      lock.unlock();
    }
  }

  private void replace(int index, Gap rest) {
    if (rest.begin == rest.end) {
      gaps.remove(index);
    } else {
      gaps.set(index, rest);
    }
  }
}
