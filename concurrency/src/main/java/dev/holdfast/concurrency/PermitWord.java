package dev.holdfast.concurrency;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The permits of a {@link Semaphore} in one word, which is therefore always consistent: capacity
 * (31 bits), permits held (31 bits), and whether anybody stands in line. While the line is marked,
 * only the semaphore's lock changes the word; else a permit is taken or given back with one
 * compare-and-set.
 */
final class PermitWord {
  private static final long LINE = 1;

  private final AtomicLong word;

  PermitWord(int capacity) {
    word = new AtomicLong((long) capacity << 32);
  }

  /** Takes permits if they are free and nobody stands in line. */
  boolean takeFast(int weight) {
    for (long w = word.get(); (w & LINE) == 0 && free(w) >= weight; w = word.get()) {
      if (word.compareAndSet(w, w + 2L * weight)) {
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
    for (long w = word.get(); (w & LINE) == 0; w = word.get()) {
      requireHeld(weight, w, name);
      if (word.compareAndSet(w, w - 2L * weight)) {
        return true;
      }
    }
    return false;
  }

  // Under the semaphore's lock.

  /** Takes permits if they are free; else marks the line. */
  boolean takeOrMarkLine(int weight) {
    while (true) {
      long w = word.get();
      boolean free = free(w) >= weight;
      if (word.compareAndSet(w, free ? w + 2L * weight : w | LINE)) {
        return free;
      }
    }
  }

  void unmarkLine() {
    word.updateAndGet(w -> w & ~LINE);
  }

  void take(int weight) {
    word.addAndGet(2L * weight);
  }

  void give(int weight, String name) {
    word.updateAndGet(w -> {
      requireHeld(weight, w, name);
      return w - 2L * weight;
    });
  }

  void resize(int capacity) {
    word.updateAndGet(w -> ((long) capacity << 32) | (w & 0xFFFF_FFFFL));
  }

  // Gauges.

  int capacity() {
    return capacity(word.get());
  }

  int held() {
    return held(word.get());
  }

  int free() {
    return free(word.get());
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
