package dev.holdfast.concurrency;

import dev.holdfast.concurrency.WorkerPoolListener.Outcome;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One thread of a {@link WorkerPool}, and what is known of the task that it runs. */
final class Worker {
  private final WorkerPool pool;
  private final Thread thread;

  /**
   * Guards what follows, so that an interrupt meets the task that it was meant for, never the next.
   */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile @Nullable Task<?> current;

  /** Whether its task waits for the end of the other workers; written by that task. */
  private volatile boolean awaitsOthers;

  private long startedNanos;
  private boolean interrupted;
  private long interruptedNanos;
  private boolean timedOut;
  private boolean stuckReported;

  Worker(WorkerPool pool, Thread.Builder threads) {
    this.pool = pool;
    this.thread = threads.unstarted(this::work);
  }

  Thread thread() {
    return thread;
  }

  @Nullable Task<?> current() {
    return current;
  }

  boolean isCurrentThread() {
    return thread.equals(Thread.currentThread());
  }

  /**
   * On its own thread: waits for the others until the deadline. Who does the same is left out, or
   * the two would wait for each other: each says that it waits before it looks at the other.
   */
  void awaitOthers(List<Worker> all, Deadline deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    awaitsOthers = true;
    try {
      for (Worker other : all) {
        if (!other.awaitsOthers) {
          WorkerPool.join(other.thread, deadline);
        }
      }
    } finally {
      awaitsOthers = false;
    }
  }

  /** Interrupts the task if this worker still runs it. */
  void interrupt(Task<?> task) {
    lock.lock();
    try {
      if (current == task) {
        interruptCurrent();
      }
    } finally {
      lock.unlock();
    }
    pool.watchGrace();
  }

  /**
   * Interrupts the task if it is over its deadline and reports it if it does not care.
   *
   * @return nanoseconds until the next look is due
   */
  long check() {
    Task<?> expired = null;
    long stuckNanos = 0;
    lock.lock();
    try {
      Task<?> task = current;
      if (task == null || stuckReported) {
        return Long.MAX_VALUE;
      }
      long remaining = interrupted ? graceRemainingNanos() : task.deadline.remainingNanos();
      if (remaining > 0) {
        return remaining;
      }
      if (interrupted) {
        stuckReported = true;
        stuckNanos = System.nanoTime() - startedNanos;
      } else {
        interruptCurrent();
        timedOut = true;
        expired = task;
      }
    } finally {
      lock.unlock();
    }
    if (expired == null) {
      pool.tellStuck(thread, stuckNanos);
      return Long.MAX_VALUE;
    }
    pool.failLater(expired);
    return pool.graceNanos();
  }

  private long graceRemainingNanos() {
    return pool.graceNanos() - (System.nanoTime() - interruptedNanos);
  }

  private void interruptCurrent() {
    if (!interrupted) {
      interrupted = true;
      interruptedNanos = System.nanoTime();
      thread.interrupt();
    }
  }

  private void work() {
    try {
      while (true) {
        try {
          run(pool.nextTask());
        } catch (InterruptedException _) {
          // Meant for a task that has ended: there is none to stop.
        }
      }
    } catch (ChannelClosedException _) {
      // The end of the pool.
    } finally {
      pool.workerEnded();
    }
  }

  private <R> void run(Task<R> task) {
    if (!begin(task)) {
      pool.endUnstarted(task);
      return;
    }
    long queueNanos = startedNanos - task.submittedNanos;
    pool.tellStarted(queueNanos);
    R result = null;
    Throwable failure = null;
    try {
      result = task.deadline.asCurrent().call(task::call);
    } catch (Throwable anything) {
      failure = anything;
    }
    boolean late = end(task);
    if (pool.isHeard()) { // else the clock need not be read
      pool.tellEnded(outcome(task, failure, late), queueNanos, System.nanoTime() - startedNanos);
    }
    if (late) {
      task.completeExceptionally(WorkerPool.timeout());
    } else if (failure != null) {
      task.completeExceptionally(failure);
    } else {
      task.complete(result);
    }
  }

  private boolean begin(Task<?> task) {
    if (task.isDone() || task.deadline.isExpired()) {
      return false;
    }
    lock.lock();
    try {
      startedNanos = System.nanoTime();
      interrupted = false;
      timedOut = false;
      stuckReported = false;
      current = task;
      task.worker = this;
    } finally {
      lock.unlock();
    }
    if (pool.isStopping() || task.isCancelled()) {
      // Whoever stopped it may have looked before it was in our hands.
      task.cancel(true);
    }
    pool.watch(task);
    return true;
  }

  /** Returns whether the task was interrupted by its deadline. */
  private boolean end(Task<?> task) {
    boolean late;
    lock.lock();
    try {
      current = null;
      task.worker = null;
      late = timedOut;
    } finally {
      lock.unlock();
    }
    Thread.interrupted();
    return late;
  }

  private static Outcome outcome(Task<?> task, @Nullable Throwable failure, boolean late) {
    if (late) {
      return Outcome.TIMED_OUT;
    }
    if (task.isCancelled()) {
      return Outcome.CANCELLED;
    }
    return failure == null ? Outcome.SUCCEEDED : Outcome.FAILED;
  }
}
