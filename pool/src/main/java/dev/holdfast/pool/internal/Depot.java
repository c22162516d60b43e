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

  private final Magazine[] magazines;
  private final int mask;
  private final long sampleMask;
  private final Consumer<Object> sampler;

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
   * @param sampleMask a power of two less one: one take in so many is shown to {@code sampler}, and
   *     one offer in so many is compared with all that lies here
   */
  public Depot(int countMax, ByteBudget budget, long sampleMask, Consumer<Object> sampler) {
    this(countMax, stripes(countMax), budget, sampleMask, sampler);
  }

  Depot(int countMax, int stripes, ByteBudget budget, long sampleMask, Consumer<Object> sampler) {
    if (countMax < 0) {
      throw new IllegalArgumentException("countMax must not be negative: " + countMax);
    }
    this.magazines = new Magazine[stripes];
    this.mask = stripes - 1;
    this.sampleMask = sampleMask;
    this.sampler = sampler;
    for (int i = 0; i < stripes; i++) {
      int capacity = countMax / stripes + (i < countMax % stripes ? 1 : 0);
      magazines[i] = new Magazine(capacity, budget);
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

  /** An idle object, which is the caller's from now on, or null. */
  public @Nullable Object take() {
    int home = home();
    Object item = takeFrom(magazines[home]);
    return item != null ? item : takeAlongTheRow(home);
  }

  private @Nullable Object takeAlongTheRow(int home) {
    for (int round = 0; round < ROUNDS_MAX; round++) {
      boolean busy = false;
      for (int i = 1; i <= magazines.length; i++) {
        Magazine magazine = magazines[(home + i) & mask];
        Object item = takeFrom(magazine);
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

  private @Nullable Object takeFrom(Magazine magazine) {
    Object item = magazine.pop();
    if (item != null && magazine.takeIsSampled(sampleMask)) {
      sampler.accept(item);
    }
    return item;
  }

  /** Keeps an object that the caller owns, if there is room. */
  public Outcome offer(Object item, long weight) {
    int home = home();
    Magazine magazine = magazines[home];
    if (magazine.offerIsSampled(sampleMask) && holds(item)) {
      return Outcome.TWICE;
    }
    Offer offer = magazine.push(item, weight);
    return offer == Offer.STORED ? Outcome.STORED : offerAlongTheRow(item, weight, home, offer);
  }

  private Outcome offerAlongTheRow(Object item, long weight, int home, Offer atHome) {
    boolean busy = atHome == Offer.BUSY;
    if (atHome == Offer.TWICE) {
      return Outcome.TWICE;
    }
    for (int round = 0; round < ROUNDS_MAX; round++) {
      for (int i = 1; i <= magazines.length; i++) {
        switch (magazines[(home + i) & mask].push(item, weight)) {
          case STORED -> {
            return Outcome.STORED;
          }
          case TWICE -> {
            return Outcome.TWICE;
          }
          case BUSY -> busy = true;
          case FULL -> {}
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

  private int home() {
    return (int) Thread.currentThread().threadId() & mask;
  }
}
