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
 * <p>Lock, size and a count of the calls are one word, {@link #state}. A pop reads the object on
 * top and then {@linkplain #change changes} the word; since whatever changes what lies here makes
 * it another word, success proves that the object still lay there. The reference stays behind above
 * the top. So a push that follows, most often of the same object, finds all in place, and has
 * nothing to do but change the word: no reference is written, which with G1 would cost a memory
 * fence. All else is done under the lock, which is held for nanoseconds and only ever tried.
 *
 * <p>The calls are counted down from one that is sampled to the next. A call subtracts itself from
 * the word before it looks: if the difference is negative, the magazine is locked or this call ends
 * a round, and both take the long way.
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
  private static final int CALLS_SHIFT = 51;
  private static final long ONE_OBJECT = 1;
  private static final long ONE_ROUND = 1L << Integer.SIZE;
  private static final long ONE_CALL = 1L << CALLS_SHIFT;
  private static final long ROUNDS = ONE_CALL - ONE_ROUND;

  /** All bits above the size, so that the word stays negative when a call is subtracted. */
  static final long LOCKED = -1L << (Integer.SIZE - 1);

  private static final int PERIOD_MAX = 4_095;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Magazine.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ByteBudget budget;
  private final int period; // calls in a round
  private final boolean samples;
  private final Consumer<Object> sampler;

  /**
   * Bits 0 to 30: size. Bits 32 to 50: rounds begun and erasures, which wrap. Bits 51 to 62: calls
   * left in this round before the one that ends it. Negative: locked; of the rest only the size is
   * there then. The same word can come again after 2^19 rounds and erasures: two thousand million
   * calls, unless more than a few of them are sampled, and those take the lock.
   */
  @SuppressWarnings("UnusedVariable") // used through STATE
  private long state;

  private int capacity; // 0 <= size <= capacity; 0 once closed
  private int sizeMin; // the smallest size since the last decay
  private @Nullable Object[] items; // items[size..] are left behind, or null
  private long[] bytesBelow; // [i]: sum of the weights of items[0..i[; [size] <= allowance
  private long allowance; // reserved from the budget
  private long evicted; // objects that left otherwise than by a pop
  private long roundsDone;

  /**
   * An empty magazine.
   *
   * @param samplePeriod one call in so many is sampled, up to {@value #PERIOD_MAX}: a pop is shown
   *     to {@code sampler}, and a push is {@link Offer#SAMPLED}; 0 for none. Odd, or where gets and
   *     puts alternate only the one or the other would ever be; better a prime, as calls come in
   *     longer cycles too
   */
  Magazine(int capacity, ByteBudget budget, int samplePeriod, Consumer<Object> sampler) {
    if (samplePeriod != 0
        && (samplePeriod < 1 || samplePeriod > PERIOD_MAX || samplePeriod % 2 == 0)) {
      throw new IllegalArgumentException(
          "a period is odd and from 1 to " + PERIOD_MAX + ", or 0 for none: " + samplePeriod);
    }
    this.capacity = capacity;
    this.budget = budget;
    this.samples = samplePeriod != 0;
    this.period = samples ? samplePeriod : PERIOD_MAX;
    this.sampler = sampler;
    this.items = new @Nullable Object[Math.min(capacity, INITIAL_CAPACITY) + GAP];
    this.bytesBelow = new long[items.length];
    unlock((period - 1) * ONE_CALL);
  }

  /** The warmest object, or null if there is none or another thread is at it. */
  @Nullable Object pop() {
    long seen = look();
    int top = size(seen) - 1;
    long next = seen - ONE_CALL - ONE_OBJECT;
    @Nullable Object[] items = this.items;
    if (Integer.compareUnsigned(top, items.length) >= 0) { // -1, or locked; the array asks the same
      return null;
    }
    if (next < 0) {
      return popLocked(seen);
    }
    Object item = items[top];
    if (!change(seen, next)) {
      return null;
    }
    if (top < sizeMin) {
      sizeMin = top;
    }
    return item;
  }

  /** A pop that ends a round. It leaves nothing behind, so that what leaks can be collected. */
  private @Nullable Object popLocked(long seen) {
    if (!tryLock(seen)) {
      return null;
    }
    int top = size(seen) - 1;
    Object item = Objects.requireNonNull(items[top]);
    items[top] = null;
    sizeMin = Math.min(sizeMin, top);
    unlock(counted(seen) - ONE_OBJECT);
    if (samples) {
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
    long next = seen - ONE_CALL + ONE_OBJECT;
    return next >= 0 && items[size(seen)] == item && change(seen, next);
  }

  /** Keeps an object, unless this push is one of those to look at closely. */
  Offer push(Object item, long weight) {
    long seen = look();
    return samples && isLastOfRound(seen) ? Offer.SAMPLED : push(item, weight, seen);
  }

  /** Keeps an object that was looked at. */
  Offer pushChecked(Object item, long weight) {
    return push(item, weight, look());
  }

  private Offer push(Object item, long weight, long seen) {
    long next = seen - ONE_CALL + ONE_OBJECT;
    if (next < 0 || !isInPlace(item, weight, size(seen))) {
      return pushLocked(item, weight, seen);
    }
    return change(seen, next) ? Offer.STORED : Offer.BUSY;
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
      unlock(offer == Offer.STORED ? counted(seen) + ONE_OBJECT : seen);
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

  /** The state after one more call; under the lock. */
  private long counted(long seen) {
    if (!isLastOfRound(seen)) {
      return seen - ONE_CALL;
    }
    roundsDone++;
    return renewed(seen) + (period - 1) * ONE_CALL;
  }

  /** The same in another round. */
  private static long renewed(long state) {
    return (state & ~ROUNDS) | ((state + ONE_ROUND) & ROUNDS);
  }

  /** A hint that needs no lock; false while another thread is at it. */
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

  /**
   * The state without them. It is another one even if the size is as it was: a push may have seen
   * in place what is gone now, and its change must fail.
   */
  private long removeColdest(int count, long seen, List<Object> gone) {
    boolean erases = items[size(seen)] != null;
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
    evicted += count;
    long next = seen - count * ONE_OBJECT;
    return erases ? renewed(next) : next;
  }

  /** Erases an object that was given up, if it was left behind here; as a decay does. */
  @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
  void forget(Object item) {
    long seen = lock();
    boolean erases = false;
    for (int i = size(seen); i < items.length; i++) {
      Object left = items[i];
      if (left != null && Slot.unwrap(left) == item) {
        items[i] = null;
        erases = true;
      }
    }
    unlock(erases ? renewed(seen) : seen);
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
      long calls = roundsDone * period + (period - 1 - callsLeft(seen));
      long pushes = (calls + size + evicted) / 2; // as pushes = pops + size + evicted
      return new DepotCounts(calls - pushes, pushes, size, bytesBelow[size]);
    } finally {
      unlock(seen);
    }
  }

  private static int size(long state) {
    return (int) state;
  }

  /** Of a magazine that is not locked. */
  private static int callsLeft(long state) {
    return (int) (state >>> CALLS_SHIFT);
  }

  private static boolean isLastOfRound(long state) {
    return callsLeft(state) == 0;
  }

  private static boolean isLocked(long state) {
    return state < 0;
  }

  private long look() {
    return (long) STATE.getAcquire(this);
  }

  /**
   * Goes from one state to the next, unless another thread was quicker. One compare-and-set to
   * {@code next} would do, but a load waits for a compare-and-set of the same word, and not for a
   * store: the next call would begin later. The exchange is compared here because the JIT makes a
   * boolean of a compare-and-set before it looks at it.
   */
  private boolean change(long seen, long next) {
    boolean quick = (long) STATE.compareAndExchange(this, seen, seen | LOCKED) == seen;
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
