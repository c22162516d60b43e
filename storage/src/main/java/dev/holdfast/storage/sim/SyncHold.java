package dev.holdfast.storage.sim;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * Syncs of files wait while it is held, so that a test can look at what was not made durable yet.
 * The disk goes on with everything else. Thread safe.
 */
public final class SyncHold implements AutoCloseable {
  private final Lock lock;
  private final Condition changed;

  /** Guarded by {@link #lock}, as is {@link #waiting}. */
  private boolean released;

  private int waiting;

  SyncHold(Lock lock) {
    this.lock = lock;
    this.changed = lock.newCondition();
  }

  /** Called under the lock by a sync, which goes on when this returns. */
  void await() {
    waiting++;
    changed.signalAll();
    while (!released) {
      changed.awaitUninterruptibly();
    }
    waiting--;
  }

  /** Waits until {@code syncs} threads are inside a sync. */
  public void awaitWaiting(int syncs) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting < syncs && !released) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets all syncs go on, those to come included. */
  @Override
  public void close() {
    lock.lock();
    try {
      released = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
