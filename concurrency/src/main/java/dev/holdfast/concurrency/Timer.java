package dev.holdfast.concurrency;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs something short, once, later: the seam at which the tests put their own clock. */
@FunctionalInterface
interface Timer {
  /** The JDK's one delay scheduler: it belongs to the JVM, so no thread of ours can leak. */
  Timer SYSTEM =
      (task, nanos) -> ForkJoinPool.commonPool().schedule(task, nanos, TimeUnit.NANOSECONDS);

  /** Runs the task after this time, unless the future is cancelled before. */
  Future<?> schedule(Runnable task, long nanos);
}
