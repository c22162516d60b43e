package dev.holdfast.engine;

import dev.holdfast.engine.internal.WorkerSlots;
import java.time.Duration;

/** Workers of this process, made by {@link Engine#startWorkers}. Thread safe. */
public final class Workers implements AutoCloseable {

  private final WorkerSlots slots;

  Workers(WorkerSlots slots) {
    this.slots = slots;
  }

  /** How many jobs are being worked on right now. */
  public int active() {
    return slots.active();
  }

  /**
   * Takes no more jobs, lets the running ones end for so long, then interrupts those that are left.
   * What ends by that interrupt goes back to the queue at once, and it costs the job none of its
   * retries. A handler that goes on regardless is reported as stuck after the grace of the
   * configuration, and not waited for any longer; its job is taken back when its lease is over, or
   * when the engine is opened again. Idempotent. An interrupt of the caller ends the waiting; it
   * stays pending.
   *
   * <p>Called by one of its own handlers, it waits for the others. That one goes on, is not
   * interrupted, and is the last job of its worker.
   *
   * @param drain how long to wait, zero interrupts at once
   * @return true if every handler has ended; false if one ignores its interrupt, or calls this
   */
  public boolean close(Duration drain) {
    return slots.close(drain);
  }

  /** As {@link #close(Duration)} with the time that the configuration gives. */
  @Override
  public void close() {
    slots.close();
  }
}
