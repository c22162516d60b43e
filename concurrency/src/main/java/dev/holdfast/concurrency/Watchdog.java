package dev.holdfast.concurrency;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Looks after deadlines without a timer a task: it sleeps until the earliest deadline that it has
 * been told of, and then looks at everything. Tasks that end in time cost it nothing, so under a
 * steady load it wakes about once a timeout.
 *
 * <p>A platform thread, because it must run even when tasks hog every carrier.
 */
final class Watchdog {
  private static final long FAR = Long.MAX_VALUE;

  /** When it looks again after a look that failed: what was due still is. */
  private static final long RETRY_NANOS = 1_000_000_000;

  private final long originNanos = System.nanoTime();
  private final LongSupplier lookAtAll;
  private final Thread thread;

  /** When it will wake at the latest, since {@link #originNanos}; only ever lowered by others. */
  private final AtomicLong wakeNanos = new AtomicLong(FAR);

  private volatile boolean stopped;

  /**
   * @param lookAtAll deals with what is due, and returns the nanoseconds until the next is, or
   *     {@link Long#MAX_VALUE}
   */
  Watchdog(String name, LongSupplier lookAtAll) {
    this.lookAtAll = lookAtAll;
    this.thread = Thread.ofPlatform().daemon(true).name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  Thread thread() {
    return thread;
  }

  /**
   * Makes sure that it looks when this deadline has passed. To be called after what it shall look
   * at can be seen: then either this or a look that began later finds it.
   */
  void watch(Deadline deadline) {
    if (!deadline.isNever() && lower(deadline.systemNanos() - originNanos)) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!stopped) {
      wakeNanos.set(FAR);
      long nextNanos = look();
      long nowNanos = sinceOrigin();
      if (nextNanos < FAR - nowNanos) {
        lower(nowNanos + nextNanos);
      }
      sleep();
    }
  }

  /** Whatever goes wrong with one task, the others are still to be looked after. */
  private long look() {
    try {
      return lookAtAll.getAsLong();
    } catch (Throwable fault) {
      ListenerFault.report(fault);
      return RETRY_NANOS;
    }
  }

  private void sleep() {
    while (!stopped) {
      long wake = wakeNanos.get();
      long nanos = wake - sinceOrigin();
      if (nanos <= 0) {
        return;
      }
      if (wake == FAR) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, nanos);
      }
    }
  }

  private boolean lower(long nanos) {
    for (long now = wakeNanos.get(); nanos < now; now = wakeNanos.get()) {
      if (wakeNanos.compareAndSet(now, nanos)) {
        return true;
      }
    }
    return false;
  }

  private long sinceOrigin() {
    return System.nanoTime() - originNanos;
  }
}
