package dev.holdfast.pool.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bounded stack of idle objects, the warmest on top. Whoever finds it busy goes elsewhere instead
 * of waiting: a hold lasts a few nanoseconds and runs no foreign code, so a try-lock costs what a
 * single atomic slot would, and gives order, exact counts and exact bytes for nothing.
 *
 * <p>Every field is guarded by {@link #busy}; {@link #size} is also read without it, as a hint. The
 * release of {@code busy} after a push happens before the pop of the same object.
 */
final class Magazine extends MagazinePadding {
  /** What became of an object that was offered. */
  enum Offer {
    STORED,
    FULL,
    BUSY,
    /** It lies on top already: its owner released it twice. */
    TWICE
  }

  private static final int INITIAL_CAPACITY = 16;
  private static final int SPINS_BEFORE_PARK = 64;
  private static final int FREE = 0;
  private static final int TAKEN = 1;
  private static final VarHandle BUSY;
  private static final VarHandle SIZE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      BUSY = lookup.findVarHandle(Magazine.class, "busy", int.class);
      SIZE = lookup.findVarHandle(Magazine.class, "size", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ByteBudget budget;

  @SuppressWarnings("UnusedVariable") // used through BUSY
  private int busy;

  private int size; // 0 <= size <= capacity, items[size..] are null
  private int capacity; // 0 once closed
  private int sizeMin; // the smallest size since the last decay
  private long bytes; // sum of weights[0..size[, bytes <= allowance
  private long allowance; // reserved from the budget
  private long hits;
  private long stored;
  private long offered;
  private @Nullable Object[] items;
  private long[] weights;

  Magazine(int capacity, ByteBudget budget) {
    this.capacity = capacity;
    this.budget = budget;
    this.items = new @Nullable Object[Math.min(capacity, INITIAL_CAPACITY)];
    this.weights = new long[items.length];
  }

  /** The warmest object, or null if there is none or another thread is at it. */
  @Nullable Object pop() {
    if (looksEmpty() || !tryLock()) {
      return null;
    }
    try {
      int top = size - 1;
      if (top < 0) {
        return null;
      }
      Object item = items[top];
      items[top] = null;
      bytes -= weights[top];
      size = top;
      if (top < sizeMin) {
        sizeMin = top;
      }
      hits++;
      return item;
    } finally {
      unlock();
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
  Offer push(Object item, long weight) {
    if (!tryLock()) {
      return Offer.BUSY;
    }
    try {
      int top = size;
      if (top > 0 && items[top - 1] == item) {
        return Offer.TWICE;
      }
      offered++;
      if (top == capacity || !fits(weight)) {
        return Offer.FULL;
      }
      if (top == items.length) {
        grow();
      }
      items[top] = item;
      weights[top] = weight;
      bytes += weight;
      size = top + 1;
      stored++;
      return Offer.STORED;
    } finally {
      unlock();
    }
  }

  private boolean fits(long weight) {
    long lacking = bytes + weight - allowance;
    if (lacking > 0) {
      if (!budget.reserve(lacking)) {
        return false;
      }
      allowance += lacking;
    }
    return true;
  }

  private void grow() {
    int length = Math.min(capacity, items.length * 2);
    weights = Arrays.copyOf(weights, length);
    items = Arrays.copyOf(items, length);
  }

  /** A hint that needs no lock. */
  boolean looksEmpty() {
    return (int) SIZE.getOpaque(this) == 0;
  }

  /** Whether this take is one of those to look at closely: one in {@code mask + 1}. */
  boolean takeIsSampled(long mask) {
    return (hits & mask) == 0;
  }

  boolean offerIsSampled(long mask) {
    return (offered & mask) == mask;
  }

  /**
   * Moves the coldest half of what lay here unused since the last decay to {@code evicted}, and
   * returns to the budget what was reserved for more than now lies here.
   */
  void decay(List<Object> evicted) {
    lock();
    try {
      int surplus = (sizeMin + 1) / 2;
      removeColdest(surplus, evicted);
      sizeMin = size;
      returnAllowance();
    } finally {
      unlock();
    }
  }

  /** Takes everything out and stores nothing from now on. */
  void close(List<Object> evicted) {
    lock();
    try {
      capacity = 0;
      removeColdest(size, evicted);
      sizeMin = 0;
      returnAllowance();
    } finally {
      unlock();
    }
  }

  private void removeColdest(int count, List<Object> evicted) {
    for (int i = 0; i < count; i++) {
      evicted.add(Objects.requireNonNull(items[i]));
      bytes -= weights[i];
    }
    System.arraycopy(items, count, items, 0, size - count);
    System.arraycopy(weights, count, weights, 0, size - count);
    Arrays.fill(items, size - count, size, null);
    size -= count;
  }

  private void returnAllowance() {
    budget.release(allowance - bytes);
    allowance = bytes;
  }

  boolean anyMatch(Predicate<Object> test) {
    lock();
    try {
      for (int i = 0; i < size; i++) {
        if (test.test(Objects.requireNonNull(items[i]))) {
          return true;
        }
      }
      return false;
    } finally {
      unlock();
    }
  }

  DepotCounts counts() {
    lock();
    try {
      return new DepotCounts(hits, stored, size, bytes);
    } finally {
      unlock();
    }
  }

  private boolean tryLock() {
    return BUSY.compareAndSet(this, FREE, TAKEN);
  }

  private void unlock() {
    BUSY.setRelease(this, FREE);
  }

  /** For the rare callers that must not go elsewhere. */
  private void lock() {
    for (int spins = 1; !tryLock(); spins++) {
      if (spins % SPINS_BEFORE_PARK == 0) {
        LockSupport.parkNanos(1); // its owner has lost its processor
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
