package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.JobId;
import dev.holdfast.engine.Lease;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One lease in the hands of one thread of this process, from the moment when it is handed out.
 *
 * <p>The owner of the state, the worker's thread and whoever closes the workers meet here. An
 * interrupt reaches the handler of this attempt or nobody: it is given under the lock, and only
 * between {@link #begin} and {@link #end}.
 */
final class Attempt {

  /** Why a handler is to end before it has. */
  enum Ending {
    /** There is no reason. */
    NONE,
    /** The workers close. */
    CLOSING,
    /** A client called the job off. */
    CANCELLED,
    /** The lease is over: nothing that the handler says counts any more. */
    LOST
  }

  private final Lease lease;
  private final InstantSource clock;
  private final StuckWatch watch;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Deadline deadline;
  private volatile Ending ending = Ending.NONE;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock: whom to interrupt; null before the handler begins and after it ended. */
  private @Nullable Thread thread;

  /** Guarded by the lock. */
  private boolean reportedStuck;

  Attempt(Lease lease, InstantSource clock, StuckWatch watch) {
    this.lease = lease;
    this.clock = clock;
    this.watch = watch;
    this.deadline = deadlineAt(lease.deadlineMillis());
  }

  private Deadline deadlineAt(long millis) {
    return Deadline.after(Duration.ofMillis(Math.max(0, millis - clock.millis())));
  }

  JobId id() {
    return lease.id();
  }

  int number() {
    return lease.attempt();
  }

  Lease lease() {
    return lease;
  }

  /** When the lease ends, as far as is known now. */
  Deadline deadline() {
    return deadline;
  }

  void extendTo(long deadlineMillis) {
    deadline = deadlineAt(deadlineMillis);
  }

  boolean isCancelled() {
    return ending == Ending.CANCELLED;
  }

  /** The handler begins on this thread; false if there is a reason not to. */
  boolean begin() {
    lock.lock();
    try {
      if (ending != Ending.NONE) {
        return false;
      }
      thread = Thread.currentThread();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The handler has ended, or never began; no interrupt comes after this. */
  Ending end() {
    lock.lock();
    try {
      thread = null;
      ended.countDown();
      return ending;
    } finally {
      lock.unlock();
      Thread.interrupted(); // one that was meant for the handler must not meet what follows
    }
  }

  /** Interrupts the handler, unless it was for this reason or a better one already. */
  void interrupt(Ending why) {
    lock.lock();
    try {
      if (why.compareTo(ending) <= 0) {
        return;
      }
      ending = why;
      if (thread != null) {
        thread.interrupt();
        watch.add(this);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the handler has ended; false if it has not within this time. */
  boolean awaitEnd(long nanos) throws InterruptedException {
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Whether this is to be reported as stuck: it runs, and nobody has said so yet. */
  boolean claimStuckReport() {
    lock.lock();
    try {
      boolean first = thread != null && !reportedStuck;
      reportedStuck |= first;
      return first;
    } finally {
      lock.unlock();
    }
  }
}
