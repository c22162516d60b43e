package dev.holdfast.pool.internal;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Permits, granted strictly in the order in which they were asked for. A permit that comes back is
 * handed to the first waiter; nobody barges past the queue. A waiter that gives up at the moment
 * when it is handed a permit keeps it if it timed out, and passes it on if it was interrupted.
 */
public final class FifoGate {
  private final ReentrantLock lock = new ReentrantLock();
  private final SequencedSet<Waiter> queue = new LinkedHashSet<>(); // guarded by lock
  private int free; // guarded by lock; 0 while the queue is not empty
  private boolean closed; // guarded by lock; the queue stays empty from then on

  /** What acquire came to. */
  public enum Result {
    GRANTED,
    TIMED_OUT,
    CLOSED
  }

  private static final class Waiter {
    final Thread thread = Thread.currentThread();
    volatile boolean waiting = true; // written under lock
    boolean refused; // written before waiting
  }

  public FifoGate(int permits) {
    this.free = permits;
  }

  /** Takes a permit if one is free and nobody waits. */
  public Result tryAcquire() {
    lock.lock();
    try {
      return takeFree();
    } finally {
      lock.unlock();
    }
  }

  private Result takeFree() {
    if (closed) {
      return Result.CLOSED;
    }
    if (free == 0) {
      return Result.TIMED_OUT;
    }
    free--;
    return Result.GRANTED;
  }

  /** Waits for a permit for up to {@code nanos} nanoseconds. */
  public Result acquire(long nanos) throws InterruptedException {
    Waiter waiter = new Waiter();
    lock.lock();
    try {
      Result result = takeFree();
      if (result != Result.TIMED_OUT || nanos <= 0) {
        return result;
      }
      queue.add(waiter);
    } finally {
      lock.unlock();
    }
    return await(waiter, nanos);
  }

  private Result await(Waiter waiter, long nanos) throws InterruptedException {
    long start = System.nanoTime();
    while (waiter.waiting) {
      if (Thread.interrupted()) {
        if (leaveQueue(waiter) == Result.GRANTED) {
          release();
        }
        throw new InterruptedException();
      }
      long left = nanos - (System.nanoTime() - start);
      if (left <= 0) {
        return leaveQueue(waiter);
      }
      LockSupport.parkNanos(this, left);
    }
    return waiter.refused ? Result.CLOSED : Result.GRANTED;
  }

  /** Gives up waiting, unless the wait is over already. */
  private Result leaveQueue(Waiter waiter) {
    lock.lock();
    try {
      if (queue.remove(waiter)) {
        return Result.TIMED_OUT;
      }
      return waiter.refused ? Result.CLOSED : Result.GRANTED;
    } finally {
      lock.unlock();
    }
  }

  /** Gives a permit back, or hands it to the first waiter. */
  public void release() {
    lock.lock();
    try {
      if (queue.isEmpty()) {
        free++;
      } else {
        end(queue.removeFirst(), false);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Refuses all waiters and all later comers. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      for (Iterator<Waiter> all = queue.iterator(); all.hasNext(); ) {
        end(all.next(), true);
        all.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void end(Waiter waiter, boolean refused) {
    waiter.refused = refused;
    waiter.waiting = false;
    LockSupport.unpark(waiter.thread);
  }

  public int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }
}
