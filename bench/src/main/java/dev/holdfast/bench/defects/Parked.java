package dev.holdfast.bench.defects;

import java.util.concurrent.locks.LockSupport;

/** Starts what will wait, and returns once it does. */
final class Parked {
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private Parked() {}

  static Thread start(Runnable task) {
    Thread thread = Thread.ofPlatform().daemon().start(task);
    long begin = System.nanoTime();
    while (!isWaiting(thread)) {
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new IllegalStateException("does not wait: " + thread.getState());
      }
      LockSupport.parkNanos(1_000_000);
    }
    return thread;
  }

  private static boolean isWaiting(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING -> true;
      default -> false;
    };
  }
}
