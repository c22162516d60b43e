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
   * What was interrupted keeps its lease; it runs again when that is over, or as soon as the engine
   * is opened again, and it costs the job none of its retries then. Idempotent.
   *
   * @param drain how long to wait, zero interrupts at once
   * @return true if every handler has ended; false if one ignores its interrupt
   */
  public boolean close(Duration drain) {
    return slots.close(drain);
  }

  /** As {@link #close(Duration)} with no time to drain. */
  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
