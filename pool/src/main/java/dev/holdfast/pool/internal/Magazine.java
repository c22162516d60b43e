package dev.holdfast.pool.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bounded stack of idle objects, the warmest on top. Whoever meets another thread here goes
 * elsewhere instead of waiting.
 *
 * <p>Lock, size and the count of removals are one word, {@link #state}. A pop reads the object on
 * top and then {@linkplain #change changes} the word; since whatever changes what lies here makes
 * it another word, success proves that the object still lay there. The reference stays behind above
 * the top. So a push that follows, most often of the same object, finds all in place, and has
 * nothing to do but change the word: no reference is written, which with G1 would cost a memory
 * fence. All else is done under the lock, which is held for nanoseconds and only ever tried.
 *
 * <p>An object that is out thus stays reachable from here until something is put into its place or
 * the magazine decays. One that is given up is {@linkplain #forget forgotten}, and one whose leak
 * is watched for is not left behind.
 *
 * <p>All fields but {@code state} are written under the lock only, and read under it or between a
 * read of {@code state} and a change that proves that nothing was written meanwhile. ({@code
 * sizeMin} is a hint: racing pops may miss a minimum.) A push happens before the pop of the same
 * object.
 */
public final class Magazine extends MagazinePadding {
  /** What became of an object that was offered. */
  enum Offer {
    STORED,
    FULL,
    BUSY,
    /** Not yet: this is one of those to look at closely. */
    SAMPLED,
    /** It lies on top already: its owner released it twice. */
    TWICE
  }

  private static final int INITIAL_CAPACITY = 16;

  /** Unused entries at an array's end, so that no other magazine's array shares its cache lines. */
  private static final int GAP = 32;

  private static final int SPINS_BEFORE_PARK = 64;
  private static final long LOCKED = 1;
  private static final long ONE_OBJECT = 2;
  private static final long ONE_REMOVAL = 1L << Integer.SIZE;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Magazine.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ByteBudget budget;
  private final int sampleMask;
  private final Consumer<Object> sampler;

  /** Bit 0: locked. Bits 1 to 31: size. Bits 32 to 63: removals, which wrap. */
  @SuppressWarnings("UnusedVariable") // used through STATE
  private long state;

  private int capacity; // 0 <= size <= capacity; 0 once closed
  private int sizeMin; // the smallest size since the last decay
  private @Nullable Object[] items; // items[size..] are left behind, or null
  private long[] bytesBelow; // [i]: sum of the weights of items[0..i[; [size] <= allowance
  private long allowance; // reserved from the budget
  private long evicted; // removals that were no pops, erasures included
  private long erasures; // removals of nothing: only what was left behind was erased
  private long wraps; // of the removals in state

  /**
   * An empty magazine.
   *
   * @param sampleMask a power of two less one: one pop in so many is shown to {@code sampler}, and
   *     one push in so many is {@link Offer#SAMPLED}; -1 for none
   */
  Magazine(int capacity, ByteBudget budget, int sampleMask, Consumer<Object> sampler) {
    this.capacity = capacity;
    this.budget = budget;
    this.sampleMask = sampleMask;
    this.sampler = sampler;
    this.items = new @Nullable Object[Math.min(capacity, INITIAL_CAPACITY) + GAP];
    this.bytesBelow = new long[items.length];
  }

  /** The warmest object, or null if there is none or another thread is at it. */
  @Nullable Object pop() {
    long seen = look();
    int top = size(seen) - 1;
    if (top < 0 || isLocked(seen)) {
      return null;
    }
    Object item = items[top];
    long next = seen + ONE_REMOVAL - ONE_OBJECT;
    if ((removals(next) & sampleMask) == 0) {
      return popSampled(seen);
    }
    if (!change(seen, next)) {
      return null;
    }
    if (top < sizeMin) {
      sizeMin = top;
    }
    return item;
  }

  /** Leaves nothing behind, so that the object can be collected if it leaks. */
  private @Nullable Object popSampled(long seen) {
    if (!tryLock(seen)) {
      return null;
    }
    int top = size(seen) - 1;
    Object item = Objects.requireNonNull(items[top]);
    items[top] = null;
    sizeMin = Math.min(sizeMin, top);
    long next = seen + ONE_REMOVAL - ONE_OBJECT;
    if (removals(next) == 0) {
      wraps++;
    }
    unlock(next);
    if (sampleMask >= 0) {
      sampler.accept(item);
    }
    return item;
  }

  /**
   * Keeps an object if it is in place. Only where all objects have the same weight: what is left
   * behind has its old sum below it.
   */
  @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
  boolean pushInPlace(Object item) {
    long seen = look();
    return items[size(seen)] == item
        && !isLocked(seen)
        && !isSampled(seen)
        && change(seen, seen + ONE_OBJECT);
  }

  /** Keeps an object, unless this push is one of those to look at closely. */
  Offer push(Object item, long weight) {
    long seen = look();
    return isSampled(seen) ? Offer.SAMPLED : push(item, weight, seen);
  }

  /** Keeps an object that was looked at. */
  Offer pushChecked(Object item, long weight) {
    return push(item, weight, look());
  }

  private Offer push(Object item, long weight, long seen) {
    if (isLocked(seen)) {
      return Offer.BUSY;
    }
    if (!isInPlace(item, weight, size(seen))) {
      return pushLocked(item, weight, seen);
    }
    return change(seen, seen + ONE_OBJECT) ? Offer.STORED : Offer.BUSY;
  }

  @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
  private boolean isInPlace(Object item, long weight, int top) {
    return items[top] == item && bytesBelow[top + 1] - bytesBelow[top] == weight;
  }

  private Offer pushLocked(Object item, long weight, long seen) {
    if (!tryLock(seen)) {
      return Offer.BUSY;
    }
    Offer offer = Offer.FULL;
    try {
      offer = place(item, weight, size(seen));
      return offer;
    } finally {
      unlock(offer == Offer.STORED ? seen + ONE_OBJECT : seen);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
  private Offer place(Object item, long weight, int top) {
    if (top > 0 && items[top - 1] == item) {
      return Offer.TWICE;
    }
    long bytes = bytesBelow[top] + weight;
    if (top == capacity || (bytes > allowance && !reserve(bytes - allowance))) {
      return Offer.FULL;
    }
    if (top + GAP == items.length) {
      grow();
    }
    items[top] = item;
    bytesBelow[top + 1] = bytes;
    if (items[top + 1] == item) {
      items[top + 1] = null; // or the same object pushed twice in a row would find itself in place
    }
    return Offer.STORED;
  }

  private boolean reserve(long bytes) {
    boolean granted = budget.reserve(bytes);
    if (granted) {
      allowance += bytes;
    }
    return granted;
  }

  private void grow() {
    int length = Math.min(capacity, 2 * (items.length - GAP)) + GAP;
    bytesBelow = Arrays.copyOf(bytesBelow, length);
    items = Arrays.copyOf(items, length);
  }

  /** The sum of removals and size counts pushes: a pop does not change it. */
  private boolean isSampled(long seen) {
    return ((removals(seen) + size(seen)) & sampleMask) == sampleMask;
  }

  /** A hint that needs no lock. */
  boolean looksEmpty() {
    return size(look()) == 0;
  }

  /**
   * Moves the coldest half of what lay here unused since the last decay to {@code gone}, and
   * returns to the budget what was reserved for more than now lies here.
   */
  void decay(List<Object> gone) {
    long seen = lock();
    try {
      int unused = Math.min(sizeMin, size(seen));
      seen = removeColdest((unused + 1) / 2, seen, gone);
    } finally {
      unlock(seen);
    }
  }

  /** Takes everything out and stores nothing from now on. */
  void close(List<Object> gone) {
    long seen = lock();
    try {
      capacity = 0;
      seen = removeColdest(size(seen), seen, gone);
    } finally {
      unlock(seen);
    }
  }

  /** The state without them. */
  private long removeColdest(int count, long seen, List<Object> gone) {
    gone.addAll(Arrays.asList(items).subList(0, count));
    int size = size(seen) - count;
    System.arraycopy(items, count, items, 0, size);
    Arrays.fill(items, size, items.length, null);
    long bytesGone = bytesBelow[count];
    for (int i = 0; i <= size; i++) {
      bytesBelow[i] = bytesBelow[i + count] - bytesGone;
    }
    sizeMin = size;
    budget.release(allowance - bytesBelow[size]);
    allowance = bytesBelow[size];
    return erased(seen, count);
  }

  /**
   * The state after an erasure. It is another one even if the size has not changed, since a push
   * may have seen in place what is gone now, and its change must fail.
   */
  private long erased(long seen, int evictions) {
    evicted += evictions + 1;
    erasures++;
    long next = seen - evictions * ONE_OBJECT + (evictions + 1) * ONE_REMOVAL;
    if (Integer.compareUnsigned(removals(next), removals(seen)) < 0) {
      wraps++;
    }
    return next;
  }

  /** Erases an object that was given up, if it was left behind here. */
  @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
  void forget(Object item) {
    long seen = lock();
    long next = seen;
    for (int i = size(seen); i < items.length; i++) {
      Object left = items[i];
      if (left != null && Slot.unwrap(left) == item) {
        items[i] = null;
        next = erased(next, 0);
      }
    }
    unlock(next);
  }

  boolean anyMatch(Predicate<Object> test) {
    long seen = lock();
    try {
      for (int i = 0; i < size(seen); i++) {
        if (test.test(Objects.requireNonNull(items[i]))) {
          return true;
        }
      }
      return false;
    } finally {
      unlock(seen);
    }
  }

  DepotCounts counts() {
    long seen = lock();
    try {
      int size = size(seen);
      long removed = (wraps << Integer.SIZE) + Integer.toUnsignedLong(removals(seen));
      return new DepotCounts(removed - evicted, removed + size - erasures, size, bytesBelow[size]);
    } finally {
      unlock(seen);
    }
  }

  private static int size(long state) {
    return (int) state >>> 1;
  }

  private static int removals(long state) {
    return (int) (state >>> Integer.SIZE);
  }

  private static boolean isLocked(long state) {
    return (state & LOCKED) != 0;
  }

  private long look() {
    return (long) STATE.getAcquire(this);
  }

  /**
   * Goes from one state to the next, unless another thread was quicker. One compare-and-set to
   * {@code next} would do, but a load waits for a compare-and-set of the same word, and not for a
   * store: the next call would begin later.
   */
  private boolean change(long seen, long next) {
    boolean quick = STATE.compareAndSet(this, seen, seen | LOCKED);
    if (quick) {
      unlock(next);
    }
    return quick;
  }

  private boolean tryLock(long seen) {
    return !isLocked(seen) && STATE.compareAndSet(this, seen, seen | LOCKED);
  }

  private void unlock(long next) {
    STATE.setRelease(this, next);
  }

  /** For the rare callers that must not go elsewhere; the state as it was before. */
  private long lock() {
    for (int spins = 1; ; spins++) {
      long seen = look();
      if (tryLock(seen)) {
        return seen;
      }
      if (spins % SPINS_BEFORE_PARK == 0) {
        LockSupport.parkNanos(1); // its owner has lost its processor
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
