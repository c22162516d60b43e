package dev.holdfast.concurrency;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The vocabulary of the tests for threads: start, wait until one waits, wait for a condition. */
final class TestThreads {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

  private TestThreads() {}

  /** A call on a thread of its own. */
  static final class Running<T> {
    final Thread thread;
    private final FutureTask<T> result;

    private Running(Callable<T> call, boolean virtual) {
      result = new FutureTask<>(call);
      thread = virtual ? Thread.startVirtualThread(result) : Thread.ofPlatform().start(result);
    }

    /** Waits until the thread waits. */
    Running<T> parked() {
      until(() ->
          switch (thread.getState()) {
            case WAITING, TIMED_WAITING -> true;
            case TERMINATED -> throw new AssertionError("ended instead of waiting");
            default -> false;
          });
      return this;
    }

    T result() throws Exception {
      try {
        return result.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
      } catch (java.util.concurrent.ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      } finally {
        thread.join();
      }
    }

    /** Interrupts the thread and waits for its end. */
    void interrupt() throws InterruptedException {
      thread.interrupt();
      thread.join();
    }
  }

  static <T> Running<T> start(Callable<T> call) {
    return new Running<>(call, true);
  }

  static <T> Running<T> startPlatform(Callable<T> call) {
    return new Running<>(call, false);
  }

  /** Starts a call that returns nothing, and returns once it waits. */
  static Running<Boolean> startAndPark(Action action) {
    return start(
            () -> {
              action.run();
              return true;
            })
        .parked();
  }

  interface Action {
    void run() throws Exception;
  }

  /** Runs the action and returns what went to the default uncaught-exception handler meanwhile. */
  static Queue<Throwable> faultsOf(Action action) throws Exception {
    Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, fault) -> faults.add(fault));
    try {
      action.run();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    return faults;
  }

  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it did not come true");
      }
      LockSupport.parkNanos(20_000);
    }
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
        throw new AssertionError("the latch did not open");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
