package dev.holdfast.concurrency;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock for sections of some tens of nanoseconds. Parking takes a hundred times as long as it is
 * held, and those who come meanwhile would have to park too; so who finds it taken tries something
 * cheaper first.
 *
 * <p>A platform thread looks again a few times. The tries are few, so a holder that has lost its
 * processor costs nobody more than about a microsecond of looking.
 *
 * <p>A virtual thread gives way once, to whoever is ready on its carrier. Looking would be slower:
 * two carriers that take turns at the lock fetch its cache lines for each turn, and each leaves the
 * other so little that both soon wait. One that goes on alone for a while does more than the two.
 */
final class BriefLock {
  private static final int TRIES = Runtime.getRuntime().availableProcessors() > 1 ? 50 : 0;

  private final ReentrantLock lock = new ReentrantLock();

  void lock() {
    if (!lock.tryLock()) {
      lockTaken();
    }
  }

  void unlock() {
    lock.unlock();
  }

  private void lockTaken() {
    if (Thread.currentThread().isVirtual()) {
      Parker.SYSTEM.giveWay();
    } else if (lockLooking()) {
      return;
    }
    lock.lock();
  }

  private boolean lockLooking() {
    for (int i = 1; i < TRIES; i++) {
      Thread.onSpinWait();
      if (lock.tryLock()) {
        return true;
      }
    }
    return false;
  }
}
