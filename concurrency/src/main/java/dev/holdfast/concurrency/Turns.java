package dev.holdfast.concurrency;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Numbers that are drawn in one order and served in the same. */
final class Turns {
  /** What happens while a number is drawn. */
  interface Draw {
    void run() throws InterruptedException;
  }

  /** Held while a number is drawn, so that numbers are in the order of what is drawn with them. */
  private final ReentrantLock drawing = new ReentrantLock();

  /** Guards {@link #serving}. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition next = lock.newCondition();

  /** Guarded by {@link #drawing}. */
  private long drawn;

  private long serving;

  long draw(Draw action) throws InterruptedException {
    drawing.lockInterruptibly();
    try {
      action.run();
      return drawn++;
    } finally {
      drawing.unlock();
    }
  }

  /** Waits until all before have {@linkplain #pass() passed}. */
  void await(long turn) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (serving != turn) {
        next.await();
      }
    } finally {
      lock.unlock();
    }
  }

  void pass() {
    lock.lock();
    try {
      serving++;
      next.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
