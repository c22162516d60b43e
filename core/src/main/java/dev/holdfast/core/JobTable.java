package dev.holdfast.core;

import dev.holdfast.core.internal.Fingerprint;
import dev.holdfast.core.internal.SlotHeap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All jobs, each in a slot that is its own until it is removed; then another job gets the slot. Ids
 * are found by open addressing with linear probing in one array of longs.
 */
final class JobTable {
  /** No such job. */
  static final int NONE = SlotHeap.NONE;

  private @Nullable Job[] jobs = new Job[16];

  /** Slots at or above this one have never been used. */
  private int bound;

  private int size;

  /** A stack of slots that are free again. */
  private int[] free = {};

  private int freeCount;

  /** Hash of the id in the upper half, slot + 1 in the lower; 0 is free. At most 2/3 full. */
  private long[] index = new long[32];

  private static boolean isTooFull(long size, long length) {
    return 3 * size >= 2 * length;
  }

  /** How many jobs there are. */
  int size() {
    return size;
  }

  /** Every job's slot is below this. */
  int bound() {
    return bound;
  }

  /** The job of a slot that has one. */
  Job get(int slot) {
    Job job = jobs[slot];
    if (job == null) {
      throw new IllegalStateException("slot " + slot + " is empty");
    }
    return job;
  }

  boolean isFree(int slot) {
    return jobs[slot] == null;
  }

  int slotOf(JobId id) {
    int hash = hash(id);
    int mask = index.length - 1;
    for (int i = hash & mask; index[i] != 0; i = (i + 1) & mask) {
      int slot = slotIn(index[i]);
      if (hashIn(index[i]) == hash && get(slot).id().equals(id)) {
        return slot;
      }
    }
    return NONE;
  }

  /** Gives a slot to a job whose id is not known yet. */
  int add(Job job) {
    int slot = freeCount > 0 ? free[--freeCount] : bound++;
    if (slot == jobs.length) {
      jobs = Arrays.copyOf(jobs, slot + (slot >> 1));
    }
    if (isTooFull(size, index.length)) {
      growIndex();
    }
    jobs[slot] = job;
    claim(index, entry(hash(job.id()), slot));
    size++;
    return slot;
  }

  /** Replaces a job by its next version. */
  void set(int slot, Job job) {
    jobs[slot] = job;
  }

  /** Forgets a job; its slot is free for another. */
  void remove(int slot) {
    unclaim(hash(get(slot).id()), slot);
    jobs[slot] = null;
    size--;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, Math.max(16, freeCount + (freeCount >> 1)));
    }
    free[freeCount++] = slot;
  }

  /** All jobs by slot, the empty slots among them, in an array of their own. */
  @Nullable Job[] copy() {
    return Arrays.copyOf(jobs, bound);
  }

  private void growIndex() {
    long[] larger = new long[2 * index.length];
    for (long entry : index) {
      if (entry != 0) {
        claim(larger, entry);
      }
    }
    index = larger;
  }

  private static void claim(long[] index, long entry) {
    int mask = index.length - 1;
    int i = hashIn(entry) & mask;
    while (index[i] != 0) {
      i = (i + 1) & mask;
    }
    index[i] = entry;
  }

  /**
   * Takes an entry out, and moves those behind it back that it had pushed on (Knuth, TAOCP 6.4,
   * algorithm R): so no grave is left, and a search still ends at the first gap.
   */
  private void unclaim(int hash, int slot) {
    int mask = index.length - 1;
    int gap = hash & mask;
    while (index[gap] != entry(hash, slot)) {
      gap = (gap + 1) & mask;
    }
    int i = gap;
    while (true) {
      i = (i + 1) & mask;
      if (index[i] == 0) {
        index[gap] = 0;
        return;
      }
      int home = hashIn(index[i]) & mask;
      boolean mayMove = ((i - home) & mask) >= ((i - gap) & mask);
      if (mayMove) {
        index[gap] = index[i];
        gap = i;
      }
    }
  }

  private static int hash(JobId id) {
    return Fingerprint.hash(id.value());
  }

  private static long entry(int hash, int slot) {
    return ((long) hash << 32) | (slot + 1);
  }

  private static int hashIn(long entry) {
    return (int) (entry >>> 32);
  }

  private static int slotIn(long entry) {
    return (int) entry - 1;
  }
}
