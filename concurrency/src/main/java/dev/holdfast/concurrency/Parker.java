package dev.holdfast.concurrency;

import java.util.concurrent.locks.LockSupport;

/** How a thread waits and is woken: the seam at which the tests put their own scheduler. */
interface Parker {
  Parker SYSTEM =
      new Parker() {
        @Override
        public void park(Object blocker, long nanos) {
          if (nanos == Long.MAX_VALUE) {
            LockSupport.park(blocker);
          } else {
            LockSupport.parkNanos(blocker, nanos);
          }
        }

        // It is for speed alone: nothing relies on whom the scheduler lets run.
        @SuppressWarnings("ThreadPriorityCheck")
        @Override
        public void giveWay() {
          if (Thread.currentThread().isVirtual()) {
            Thread.yield();
          }
        }

        @Override
        public void unpark(Thread thread) {
          LockSupport.unpark(thread);
        }
      };

  /**
   * Waits for an unpark, an interrupt or the end of the time; may also return for no reason.
   *
   * @param nanos {@link Long#MAX_VALUE} for no limit
   */
  void park(Object blocker, long nanos);

  /**
   * Lets others run, where that costs less than to park: virtual threads. A platform thread would
   * have to ask the operating system, which need not listen.
   */
  void giveWay();

  void unpark(Thread thread);
}
