package dev.holdfast.core.internal;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * A set of slots in the order of a key, smallest first: a heap in plain arrays that knows where
 * each slot sits, so that any slot can leave it. Who comes first among equal keys is told by the
 * heap's {@link Ties}. Each place has four places below it, which lie side by side in memory: half
 * as many levels as with two, and a level costs about one line of the cache (LaMarca and Ladner,
 * The Influence of Caches on the Performance of Heaps, 1996).
 *
 * <p>Adding and removing cost O(log n), the first element O(1). A slot is in at most one of the
 * heaps that share their {@link Places}. An empty heap takes next to no memory.
 */
public final class SlotHeap {
  /** No slot. */
  public static final int NONE = -1;

  private static final int[] NO_SLOTS = {};
  private static final long[] NO_KEYS = {};
  private static final int CAPACITY_MIN = 4;
  private static final int ARITY = 4;

  /** Tells slots of the same key apart. */
  @FunctionalInterface
  public interface Ties {
    /** Whether the one slot comes before the other. */
    boolean precedes(int slot, int other);
  }

  /**
   * Where each slot sits, for a family of heaps of which at most one holds it. An entry counts only
   * if the heap has this very slot at that place, so nothing is ever cleared.
   */
  public static final class Places {
    private int[] bySlot = new int[16];

    private void set(int slot, int place) {
      if (slot >= bySlot.length) {
        bySlot = Arrays.copyOf(bySlot, grown(bySlot.length, slot));
      }
      bySlot[slot] = place;
    }
  }

  private final Places places;
  private final Ties ties;
  private long[] keys = NO_KEYS;
  private int[] slots = NO_SLOTS;
  private int size;
  private long steps;

  /** An empty heap of this family, in which the lower slot comes first among equals. */
  public SlotHeap(Places places) {
    this(places, (slot, other) -> slot < other);
  }

  /** An empty heap of this family. */
  public SlotHeap(Places places, Ties ties) {
    this.places = places;
    this.ties = ties;
  }

  /** How many slots it holds. */
  public int size() {
    return size;
  }

  /** Whether it holds none. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The first slot; only if the heap is not empty. */
  public int first() {
    return slots[0];
  }

  /** The smallest key; only if the heap is not empty. */
  public long firstKey() {
    return keys[0];
  }

  /** Whether it holds this slot. */
  public boolean contains(int slot) {
    return slot < places.bySlot.length && holdsAt(places.bySlot[slot], slot);
  }

  /** Whether it holds this slot under this key. */
  public boolean contains(int slot, long key) {
    return contains(slot) && keys[places.bySlot[slot]] == key;
  }

  /**
   * How many levels slots have been moved by, ever: what the work has cost, told without a clock.
   */
  public long steps() {
    return steps;
  }

  /** Adds a slot that is in no heap of the family. */
  public void add(int slot, long key) {
    if (size == slots.length) {
      int capacity = grown(Math.max(size, CAPACITY_MIN), size);
      keys = Arrays.copyOf(keys, capacity);
      slots = Arrays.copyOf(slots, capacity);
    }
    up(size++, slot, key);
  }

  /** Removes a slot that it holds. */
  public void remove(int slot) {
    int place = places.bySlot[slot];
    size--;
    if (place == size) {
      return;
    }
    int last = slots[size];
    long lastKey = keys[size];
    if (place > 0 && precedes(lastKey, last, parent(place))) {
      up(place, last, lastKey);
    } else {
      down(place, last, lastKey);
    }
  }

  /** Lets it hold this slot under this key, whether it held it before or not. */
  public void put(int slot, long key) {
    if (contains(slot)) {
      if (keys[places.bySlot[slot]] == key) {
        return;
      }
      remove(slot);
    }
    add(slot, key);
  }

  /** Lets it not hold this slot, whether it held it before or not. */
  public void drop(int slot) {
    if (contains(slot)) {
      remove(slot);
    }
  }

  /** The first slots in order, at most {@code max} and none whose key is above {@code keyMax}. */
  public int[] first(int max, long keyMax) {
    if (size == 0 || keys[0] > keyMax) {
      return NO_SLOTS;
    }
    if (max == 1) {
      return new int[] {slots[0]};
    }
    int[] found = new int[16];
    int count = 0;
    Walk walk = new Walk();
    while (count < max && walk.hasNext() && keys[walk.place()] <= keyMax) {
      if (count == found.length) {
        found = Arrays.copyOf(found, 2 * count);
      }
      found[count++] = slots[walk.next()];
    }
    return Arrays.copyOf(found, count);
  }

  /** Its slots in no particular order, in an array of their own. */
  public int[] toArray() {
    return Arrays.copyOf(slots, size);
  }

  /** Whether every slot follows its parent and is known to sit where it does. */
  public boolean isInOrder() {
    for (int place = 0; place < size; place++) {
      if (places.bySlot[slots[place]] != place
          || (place > 0 && precedes(keys[place], slots[place], parent(place)))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Places in the order of their elements: each element precedes those below it, so the next in
   * order is always on the frontier.
   */
  private final class Walk {
    private final PriorityQueue<Integer> frontier =
        new PriorityQueue<>((a, b) -> precedes(keys[a], slots[a], b) ? -1 : 1);

    Walk() {
      frontier.add(0);
    }

    boolean hasNext() {
      return !frontier.isEmpty();
    }

    int place() {
      return frontier.element();
    }

    int next() {
      int place = frontier.remove();
      int end = childrenEnd(place);
      for (int child = firstChild(place); child < end; child++) {
        frontier.add(child);
      }
      return place;
    }
  }

  private void up(int from, int slot, long key) {
    int place = from;
    while (place > 0) {
      int parent = parent(place);
      if (!precedes(key, slot, parent)) {
        break;
      }
      move(parent, place);
      place = parent;
    }
    set(place, slot, key);
  }

  private void down(int from, int slot, long key) {
    int place = from;
    while (firstChild(place) < size) {
      int child = firstOf(firstChild(place), childrenEnd(place));
      if (precedes(key, slot, child)) {
        break;
      }
      move(child, place);
      place = child;
    }
    set(place, slot, key);
  }

  /** Which of these places holds what comes first; there is one at least. */
  private int firstOf(int from, int end) {
    int first = from;
    for (int place = from + 1; place < end; place++) {
      if (precedes(keys[place], slots[place], first)) {
        first = place;
      }
    }
    return first;
  }

  private static int parent(int place) {
    return (place - 1) / ARITY;
  }

  private static int firstChild(int place) {
    return ARITY * place + 1;
  }

  private int childrenEnd(int place) {
    return Math.min(firstChild(place) + ARITY, size);
  }

  private boolean precedes(long key, int slot, int place) {
    return key != keys[place] ? key < keys[place] : ties.precedes(slot, slots[place]);
  }

  private boolean holdsAt(int place, int slot) {
    return place < size && slots[place] == slot;
  }

  private void move(int from, int to) {
    steps++;
    set(to, slots[from], keys[from]);
  }

  private void set(int place, int slot, long key) {
    keys[place] = key;
    slots[place] = slot;
    places.set(slot, place);
  }

  /** A capacity above {@code index}, half as large again as now. */
  static int grown(int capacity, int index) {
    return Math.max(capacity + (capacity >> 1), index + 1);
  }
}
