package dev.holdfast.concurrency;

import org.jspecify.annotations.Nullable;

/** One thread that waits until somebody says that it is done. */
abstract class Waiter {
  private final Parker parker;
  private final Thread thread = Thread.currentThread();

  Waiter(Parker parker) {
    this.parker = parker;
  }

  /** Whether the wait is over; becomes true once and stays so. Read without a lock. */
  abstract boolean isDone();

  /** Called after {@link #isDone()} has become true, without any lock if possible. */
  final void wake() {
    parker.unpark(thread);
  }

  /**
   * Waits until done.
   *
   * @return false if the deadline passed, or the cancellation came, first
   */
  final boolean await(Deadline deadline, @Nullable Cancellation cancellation)
      throws InterruptedException {
    if (cancellation == null) {
      return await(deadline);
    }
    try (var _ = cancellation.register(this::wake)) {
      while (!isDone()) {
        if (cancellation.isCancelled() || !parkOnce(deadline)) {
          return false;
        }
      }
      return true;
    }
  }

  private boolean await(Deadline deadline) throws InterruptedException {
    while (!isDone()) {
      if (!parkOnce(deadline)) {
        return false;
      }
    }
    return true;
  }

  private boolean parkOnce(Deadline deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long nanos = deadline.remainingNanos();
    if (nanos <= 0) {
      return false;
    }
    parker.park(this, nanos);
    return true;
  }
}
