package dev.holdfast.pool.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Idle objects, the warmest on top, behind a plain lock. The same decay as {@link Magazine}. */
public final class IdleStack<T> {
  private final Deque<T> items = new ArrayDeque<>();
  private int sizeMin; // the smallest size since the last decay
  private boolean closed;

  /** False once it is closed. */
  public synchronized boolean push(T item) {
    if (!closed) {
      items.push(item);
    }
    return !closed;
  }

  public synchronized @Nullable T pop() {
    T item = items.poll();
    sizeMin = Math.min(sizeMin, items.size());
    return item;
  }

  public synchronized int size() {
    return items.size();
  }

  /** Takes out the coldest half of what nobody needed since the last call. */
  public synchronized List<T> decay() {
    List<T> evicted = removeColdest((sizeMin + 1) / 2);
    sizeMin = items.size();
    return evicted;
  }

  /** Takes everything out and stores nothing from now on. */
  public synchronized List<T> close() {
    closed = true;
    return removeColdest(items.size());
  }

  private List<T> removeColdest(int count) {
    List<T> evicted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      evicted.add(items.removeLast());
    }
    return evicted;
  }
}
