package dev.holdfast.pool.internal;

import dev.holdfast.pool.internal.Magazine.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The idle objects of a pool, in a row of {@linkplain Magazine magazines}. The id of a thread says
 * at which magazine it begins; if nothing is there it walks along the row, so that an object is
 * found wherever a thread that lives no more has left it. No call waits for another thread.
 */
public final class Depot {
  /** How often the row is walked before busy magazines count as empty or full. */
  private static final int ROUNDS_MAX = 3;

  private static final int OBJECTS_PER_MAGAZINE_MIN = 4;

  /** A row that has nothing and keeps nothing: who begins here goes on the long way. */
  @SuppressWarnings("MutablePublicArray") // hot; nobody writes to a row
  public static final Magazine[] CLOSED_ROW = {new Magazine(0, new ByteBudget(0), 0, item -> {})};

  private final Magazine[] magazines; // as many as a power of two

  /** Whether an offered object was kept. */
  public enum Outcome {
    STORED,
    FULL,
    /** It lies here already: its owner released it twice. */
    TWICE
  }

  /**
   * An empty depot.
   *
   * @param samplePeriod an odd number, up to 4,095: one take in so many is shown to {@code
   *     sampler}, and one offer in so many is compared with all that lies here; 0 for none
   */
  public Depot(int countMax, ByteBudget budget, int samplePeriod, Consumer<Object> sampler) {
    this(countMax, stripes(countMax), budget, samplePeriod, sampler);
  }

  Depot(int countMax, int stripes, ByteBudget budget, int samplePeriod, Consumer<Object> sampler) {
    if (countMax < 0) {
      throw new IllegalArgumentException("countMax must not be negative: " + countMax);
    }
    this.magazines = new Magazine[stripes];
    for (int i = 0; i < stripes; i++) {
      int capacity = countMax / stripes + (i < countMax % stripes ? 1 : 0);
      magazines[i] = new Magazine(capacity, budget, samplePeriod, sampler);
    }
  }

  /** One for each processor, rounded up to a power of two, but no crowd of tiny ones. */
  private static int stripes(int countMax) {
    int wanted = Math.min(Runtime.getRuntime().availableProcessors(), 1 << 16);
    int useful = Math.max(1, countMax / OBJECTS_PER_MAGAZINE_MIN);
    return Math.min(powerOfTwoFrom(wanted), Integer.highestOneBit(useful));
  }

  private static int powerOfTwoFrom(int n) {
    return n == 1 ? 1 : Integer.highestOneBit(n - 1) << 1;
  }

  /**
   * The magazines. The usual get and put are static methods on them, so that a pool which keeps
   * them is spared the way through this object: after a locked instruction each step of the way to
   * the next one counts.
   */
  public Magazine[] row() {
    return magazines;
  }

  /**
   * An idle object from where the current thread begins, or null; {@link #takeAlongTheRow} is next
   * then, or {@link #take} if it was not this depot's row.
   */
  public static @Nullable Object takeAtHome(Magazine[] row) {
    return homeIn(row).pop();
  }

  /** An idle object, which is the caller's from now on, or null. */
  public @Nullable Object take() {
    Object item = takeAtHome(magazines);
    return item != null ? item : takeAlongTheRow();
  }

  /** An idle object from any magazine, or null. */
  public @Nullable Object takeAlongTheRow() {
    int home = home();
    for (int round = 0; round < ROUNDS_MAX; round++) {
      boolean busy = false;
      for (int i = 1; i <= magazines.length; i++) {
        Magazine magazine = at(home + i);
        Object item = magazine.pop();
        if (item != null) {
          return item;
        }
        busy |= !magazine.looksEmpty();
      }
      if (!busy) {
        return null;
      }
      Thread.onSpinWait();
    }
    return null;
  }

  /**
   * Keeps an object that the caller owns if it can stay where it was taken from. False if that
   * needs more, and always for an object that the sampler was shown; nothing has happened then, and
   * {@link #offer} is next. Only for depots whose objects all weigh the same.
   */
  public static boolean offerInPlace(Magazine[] row, Object item) {
    return homeIn(row).pushInPlace(item);
  }

  /** Keeps an object that the caller owns, if there is room. */
  public Outcome offer(Object item, long weight) {
    int home = home();
    return switch (offerTo(at(home), item, weight)) {
      case STORED -> Outcome.STORED;
      case TWICE -> Outcome.TWICE;
      case BUSY -> offerAlongTheRow(item, weight, home, true);
      case FULL, SAMPLED -> offerAlongTheRow(item, weight, home, false);
    };
  }

  private Outcome offerAlongTheRow(Object item, long weight, int home, boolean homeIsBusy) {
    boolean busy = homeIsBusy;
    for (int round = 0; round < ROUNDS_MAX; round++) {
      for (int i = 1; i <= magazines.length; i++) {
        switch (offerTo(at(home + i), item, weight)) {
          case STORED -> {
            return Outcome.STORED;
          }
          case TWICE -> {
            return Outcome.TWICE;
          }
          case BUSY -> busy = true;
          case FULL, SAMPLED -> {}
        }
      }
      if (!busy) {
        return Outcome.FULL;
      }
      busy = false;
      Thread.onSpinWait();
    }
    return Outcome.FULL;
  }

  /** Never {@link Offer#SAMPLED}: that is done here. */
  private Offer offerTo(Magazine magazine, Object item, long weight) {
    Offer offer = magazine.push(item, weight);
    if (offer != Offer.SAMPLED) {
      return offer;
    }
    return holds(item) ? Offer.TWICE : magazine.pushChecked(item, weight);
  }

  /** To be told of each object that is given up, so that it is not kept from being collected. */
  public void forget(Object item) {
    for (Magazine magazine : magazines) {
      magazine.forget(item);
    }
  }

  /** Whether something that lies here matches; the test runs under a lock and must be short. */
  public boolean anyMatch(Predicate<Object> test) {
    for (Magazine magazine : magazines) {
      if (magazine.anyMatch(test)) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
  private boolean holds(Object stored) {
    Object item = Slot.unwrap(stored);
    return anyMatch(other -> Slot.unwrap(other) == item);
  }

  /** Takes out half of what nobody needed since the last call. */
  public List<Object> decay() {
    List<Object> evicted = new ArrayList<>();
    for (Magazine magazine : magazines) {
      magazine.decay(evicted);
    }
    return evicted;
  }

  /** Takes everything out; offers find no room from now on. */
  public List<Object> close() {
    List<Object> evicted = new ArrayList<>();
    for (Magazine magazine : magazines) {
      magazine.close(evicted);
    }
    return evicted;
  }

  public DepotCounts counts() {
    DepotCounts sum = DepotCounts.NONE;
    for (Magazine magazine : magazines) {
      sum = sum.plus(magazine.counts());
    }
    return sum;
  }

  private static Magazine homeIn(Magazine[] row) {
    return row[home() & (row.length - 1)];
  }

  private static int home() {
    return (int) Thread.currentThread().threadId();
  }

  private Magazine at(int index) {
    return magazines[index & (magazines.length - 1)];
  }
}
