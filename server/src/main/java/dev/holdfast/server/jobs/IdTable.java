package dev.holdfast.server.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A set of ids, each with a number: 0, 1, 2 ... in the order of their arrival. The texts lie end to
 * end in one array, so an id of ten characters takes about 25 bytes.
 *
 * <p>Not thread safe while it grows; any thread may look into one that grows no more.
 */
final class IdTable {
  private static final int ABSENT = -1;

  private byte[] text = new byte[1 << 10];

  /** Where each text starts, and behind them all where the next one will. */
  private int[] start = new int[1 << 6];

  /** Open addressing by hash: number + 1, or 0. At most half full; the length is a power of two. */
  private int[] slots = new int[1 << 7];

  private int size;

  int size() {
    return size;
  }

  /** The number of this id, a new one if it was unknown. */
  int intern(String id) {
    byte[] bytes = id.getBytes(UTF_8);
    int slot = slotOf(bytes);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    append(bytes);
    slots[slot] = size;
    if (size > slots.length / 2) {
      rehash();
    }
    return size - 1;
  }

  /** The number of this id, or -1. */
  int find(String id) {
    int entry = slots[slotOf(id.getBytes(UTF_8))];
    return entry == 0 ? ABSENT : entry - 1;
  }

  String get(int number) {
    return new String(text, start[number], start[number + 1] - start[number], UTF_8);
  }

  private void append(byte[] bytes) {
    int from = start[size];
    int end = Math.addExact(from, bytes.length);
    if (end > text.length) {
      text = Arrays.copyOf(text, grown(text.length, end));
    }
    if (size + 2 > start.length) {
      start = Arrays.copyOf(start, grown(start.length, size + 2));
    }
    System.arraycopy(bytes, 0, text, from, bytes.length);
    start[++size] = end;
  }

  private static int grown(int length, int needed) {
    return Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, length * 3L / 2));
  }

  private void rehash() {
    slots = new int[Math.multiplyExact(slots.length, 2)];
    for (int number = 0; number < size; number++) {
      int slot = firstSlot(text, start[number], start[number + 1]);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = number + 1;
    }
  }

  /** The slot that holds this text, or the free one where it belongs. */
  private int slotOf(byte[] bytes) {
    int slot = firstSlot(bytes, 0, bytes.length);
    while (slots[slot] != 0 && !holds(slots[slot] - 1, bytes)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private boolean holds(int number, byte[] bytes) {
    return Arrays.equals(text, start[number], start[number + 1], bytes, 0, bytes.length);
  }

  private int firstSlot(byte[] bytes, int from, int to) {
    int hash = 0x811C9DC5;
    for (int i = from; i < to; i++) {
      hash = (hash ^ bytes[i]) * 0x01000193;
    }
    hash ^= hash >>> 15;
    hash *= 0x2C1B3C6D;
    hash ^= hash >>> 12;
    return hash & (slots.length - 1);
  }
}
