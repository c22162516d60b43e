package dev.holdfast.pool.internal;

/**
 * Remembers the greatest length seen since the last decay but one, so that a single giant is
 * forgotten after two of them.
 *
 * <p>Threads race on purpose: a lost update makes the memory forget a length that will be seen
 * again if it matters.
 */
public final class LengthMemory {
  private volatile int current;
  private volatile int previous;

  public void note(int length) {
    if (length > current) {
      current = length;
    }
  }

  public int greatest() {
    return Math.max(current, previous);
  }

  public void decay() {
    previous = current;
    current = 0;
  }
}
