package dev.holdfast.concurrency;

import org.jspecify.annotations.Nullable;

/** One thread that waits until somebody says that it is done. */
abstract class Waiter {
  /** One for those who are ready, one for those whom they make ready. */
  private static final int TURNS_GIVEN = 2;

  private final Parker parker;
  private final Thread thread = Thread.currentThread();

  /**
   * Set for good before the last look at {@link #isDone()} that precedes a park. So either that
   * look sees what {@link #wake()} tells of, or {@code wake} sees this.
   */
  private volatile boolean parks;

  Waiter(Parker parker) {
    this.parker = parker;
  }

  /** Whether the wait is over; becomes true once and stays so. Read without a lock. */
  abstract boolean isDone();

  /** Called after {@link #isDone()} has become true, without any lock if possible. */
  final void wake() {
    if (parks) {
      parker.unpark(thread);
    }
  }

  /**
   * To be called before {@link #await}, where others may well end the wait within a microsecond:
   * lets them run. If one of them does, nobody parks and nobody need be woken, which is what costs.
   */
  final void giveWay() {
    for (int i = 0; i < TURNS_GIVEN && !isDone(); i++) {
      parker.giveWay();
    }
  }

  /**
   * Waits until done.
   *
   * @return false if the deadline passed, or the cancellation came, first
   */
  final boolean await(Deadline deadline, @Nullable Cancellation cancellation)
      throws InterruptedException {
    parks = true;
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
