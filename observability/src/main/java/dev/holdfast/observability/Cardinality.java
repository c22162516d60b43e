package dev.holdfast.observability;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bounds how many values a label may have. Names of queues and types of jobs come from users, and
 * each new one costs memory here and wherever metrics are kept. The first values get a series each;
 * all later ones share {@link Labels#OVERFLOW}, so sums stay right. Thread safe.
 */
public final class Cardinality {

  /** How many values a label may have unless told otherwise. */
  public static final int VALUES_MAX = 100;

  private final int valuesMax;

  /** The values that have a series, by label; a set only grows, up to valuesMax. */
  private final Map<String, Set<String>> admitted = new ConcurrentHashMap<>();

  private final LongAdder capped = new LongAdder();

  private Cardinality(int valuesMax) {
    this.valuesMax = valuesMax;
  }

  /**
   * A bound for each capped label.
   *
   * @param valuesMax how many values it may have, at least 1, the overflow not counted
   * @throws IllegalArgumentException if less
   */
  public static Cardinality of(int valuesMax) {
    if (valuesMax < 1) {
      throw new IllegalArgumentException("a label must have room for a value, not " + valuesMax);
    }
    return new Cardinality(valuesMax);
  }

  /** The bound {@value #VALUES_MAX}. */
  public static Cardinality standard() {
    return of(VALUES_MAX);
  }

  /** The value itself if its label has room for it or is not capped, else the overflow. */
  public String admit(String label, String value) {
    if (!Labels.CAPPED.contains(label) || value.isEmpty()) {
      return value;
    }
    Set<String> known = admitted.computeIfAbsent(label, _ -> ConcurrentHashMap.newKeySet());
    if (known.contains(value) || addIfRoom(known, value)) {
      return value;
    }
    capped.increment();
    return Labels.OVERFLOW;
  }

  /** Looks once more: somebody else may have added the same value meanwhile. */
  private boolean addIfRoom(Set<String> known, String value) {
    if (known.size() >= valuesMax) {
      return known.contains(value); // the usual way once it is full, without the lock
    }
    synchronized (known) {
      return known.contains(value) || (known.size() < valuesMax && known.add(value));
    }
  }

  /** How often a value had to share the overflow. */
  public long capped() {
    return capped.sum();
  }
}
