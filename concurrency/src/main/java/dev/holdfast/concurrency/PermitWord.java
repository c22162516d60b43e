package dev.holdfast.concurrency;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The permits of a {@link Semaphore} in one word, which is therefore always consistent: capacity
 * (31 bits), permits held (31 bits), and whether anybody stands in line. While the line is marked,
 * only the semaphore's lock changes the word; else a permit is taken or given back with one
 * compare-and-set.
 */
final class PermitWord {
  private static final long LINE = 1;

  /** A handle, as an {@code AtomicLong} would be one more step to the word, each time. */
  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(PermitWord.class, "word", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private volatile long word;

  PermitWord(int capacity) {
    word = (long) capacity << 32;
  }

  private boolean change(long from, long to) {
    return WORD.compareAndSet(this, from, to);
  }

  /** Takes permits if they are free and nobody stands in line. */
  boolean takeFast(int weight) {
    for (long w = word; (w & LINE) == 0 && free(w) >= weight; w = word) {
      if (change(w, w + 2L * weight)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Gives permits back if nobody stands in line.
   *
   * @throws IllegalStateException if fewer are held
   */
  boolean giveFast(int weight, String name) {
    for (long w = word; (w & LINE) == 0; w = word) {
      requireHeld(weight, w, name);
      if (change(w, w - 2L * weight)) {
        return true;
      }
    }
    return false;
  }

  // Under the semaphore's lock.

  /** Takes permits if they are free; else marks the line. */
  boolean takeOrMarkLine(int weight) {
    while (true) {
      long w = word;
      boolean free = free(w) >= weight;
      if (change(w, free ? w + 2L * weight : w | LINE)) {
        return free;
      }
    }
  }

  void unmarkLine() {
    WORD.getAndBitwiseAnd(this, ~LINE);
  }

  void take(int weight) {
    WORD.getAndAdd(this, 2L * weight);
  }

  void give(int weight, String name) {
    long w;
    do {
      w = word;
      requireHeld(weight, w, name);
    } while (!change(w, w - 2L * weight));
  }

  void resize(int capacity) {
    long w;
    do {
      w = word;
    } while (!change(w, ((long) capacity << 32) | (w & 0xFFFF_FFFFL)));
  }

  // Gauges.

  int capacity() {
    return capacity(word);
  }

  int held() {
    return held(word);
  }

  int free() {
    return free(word);
  }

  private static void requireHeld(int weight, long w, String name) {
    if (held(w) < weight) {
      throw new IllegalStateException(
          "%s: %d permits released, but only %d are held; nothing was changed"
              .formatted(name, weight, held(w)));
    }
  }

  private static int capacity(long w) {
    return (int) (w >>> 32);
  }

  private static int held(long w) {
    return (int) ((w >>> 1) & Integer.MAX_VALUE);
  }

  private static int free(long w) {
    return capacity(w) - held(w);
  }
}
