package dev.holdfast.pool.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An object with the number of times that it was released. A handle remembers the generation that
 * it was given, and owns the object only while that is still the current one.
 */
public final class Slot<T> {
  private static final VarHandle GENERATION;

  static {
    try {
      GENERATION = MethodHandles.lookup().findVarHandle(Slot.class, "generation", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final T item;
  private volatile int generation;
  private boolean broken; // written and read by the owner of the current generation

  public Slot(T item) {
    this.item = item;
  }

  /** The object itself, whether it is stored bare or in its slot. */
  public static Object unwrap(Object stored) {
    return stored instanceof Slot<?> slot ? slot.item() : stored;
  }

  public T item() {
    return item;
  }

  public int generation() {
    return generation;
  }

  /** Ends a generation; false if it had ended before, by whichever thread. */
  public boolean end(int expected) {
    return GENERATION.compareAndSet(this, expected, expected + 1);
  }

  public void markBroken() {
    broken = true;
  }

  public boolean isBroken() {
    return broken;
  }
}
