package dev.holdfast.concurrency;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The ownership of permits of a {@link Semaphore}. Closing gives them back, once, from any thread;
 * closing again does nothing.
 */
public final class Permit implements Acquisition, AutoCloseable {
  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED = MethodHandles.lookup().findVarHandle(Permit.class, "closed", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final Semaphore semaphore;
  private final int weight;
  private final @Nullable Runnable untrack;

  @SuppressWarnings("UnusedVariable") // through the handle
  private boolean closed;

  Permit(Semaphore semaphore, int weight, HolderLog.@Nullable Origin origin) {
    this.semaphore = semaphore;
    this.weight = weight;
    this.untrack = semaphore.track(this, origin);
  }

  /** Returns how many permits this owns, or owned. */
  public int weight() {
    return weight;
  }

  @Override
  public Permit orThrow() {
    return this;
  }

  /** Gives the permits back, if that has not been done. */
  @Override
  public void close() {
    if (CLOSED.compareAndSet(this, false, true)) {
      if (untrack != null) {
        untrack.run();
      }
      semaphore.release(weight);
    }
  }
}
