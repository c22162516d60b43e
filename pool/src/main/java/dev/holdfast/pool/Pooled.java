package dev.holdfast.pool;

import dev.holdfast.pool.internal.Slot;

/**
 * A borrowed object, good for one release: {@code try (Pooled<T> p = pool.borrow()) { p.get() }}.
 * The handle knows the generation of the object that it was given. Once that is released, by
 * whichever thread, the handle refuses to give the object out and to release it again.
 *
 * <p>What the handle cannot see is a reference to the object that is kept past the release; {@link
 * PoolBuilder#poison} is for that.
 *
 * <p>Each borrow makes a handle, of 24 bytes: one that was lent again could not tell its old holder
 * from its new one. In a {@code try} block that the JIT compiles as a whole it is never allocated.
 *
 * <p>Thread safe as far as release goes: of several threads that close a handle one succeeds. The
 * object itself is as thread safe as its class.
 *
 * @param <T> the type of the pooled object
 */
public final class Pooled<T> implements AutoCloseable {
  private final Home<T> home;
  private final Slot<T> slot;
  private final int generation;

  /** Where a handle's object goes back to. */
  interface Home<T> {
    void giveBack(Slot<T> slot);

    void discard(Slot<T> slot);

    String name();
  }

  Pooled(Home<T> home, Slot<T> slot) {
    this.home = home;
    this.slot = slot;
    this.generation = slot.generation();
  }

  /**
   * The object, for use until the release.
   *
   * @throws UseAfterReleaseException if the handle was released
   */
  public T get() {
    checkHeld();
    return slot.item();
  }

  private void checkHeld() {
    if (slot.generation() != generation) {
      throw new UseAfterReleaseException(
          "handle of pool '" + home.name() + "' was used after its release: borrow again");
    }
  }

  /**
   * Says that the object must not be lent again: {@link #close()} will give it up instead of back.
   *
   * @throws UseAfterReleaseException if the handle was released
   */
  public void invalidate() {
    checkHeld();
    slot.markBroken();
  }

  /**
   * Gives the object back. What this thread did to it happens before what its next borrower does.
   *
   * @throws DoubleReleaseException if the handle was released before
   */
  @Override
  public void close() {
    if (!slot.end(generation)) {
      throw new DoubleReleaseException(home.name());
    }
    if (slot.isBroken()) {
      home.discard(slot);
    } else {
      home.giveBack(slot);
    }
  }
}
