package dev.holdfast.concurrency;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock for sections of some tens of nanoseconds. Who finds it taken looks again a few times
 * before it parks: parking takes a hundred times as long as the lock is held, and those who come
 * meanwhile would have to park too. The tries are few, so a holder that has lost its processor
 * costs nobody more than about a microsecond of looking.
 */
final class BriefLock {
  private static final int TRIES = Runtime.getRuntime().availableProcessors() > 1 ? 50 : 0;

  private final ReentrantLock lock = new ReentrantLock();

  void lock() {
    for (int i = 0; i < TRIES; i++) {
      if (lock.tryLock()) {
        return;
      }
      Thread.onSpinWait();
    }
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }
}
