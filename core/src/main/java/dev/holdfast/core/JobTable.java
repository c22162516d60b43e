package dev.holdfast.core;

import dev.holdfast.core.internal.Fingerprint;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * All jobs, each in a slot for good: slots are numbered in the order of enqueueing. Ids are found
 * by open addressing with linear probing in one array of longs.
 */
final class JobTable {
  /** No such job. */
  static final int NONE = -1;

  private Job[] jobs = new Job[16];
  private int size;

  /** Hash of the id in the upper half, slot + 1 in the lower; 0 is free. At most 2/3 full. */
  private long[] index = new long[32];

  int size() {
    return size;
  }

  Job get(int slot) {
    return jobs[slot];
  }

  int slotOf(JobId id) {
    int hash = hash(id);
    int mask = index.length - 1;
    for (int i = hash & mask; index[i] != 0; i = (i + 1) & mask) {
      int slot = slotIn(index[i]);
      if (hashIn(index[i]) == hash && jobs[slot].id().equals(id)) {
        return slot;
      }
    }
    return NONE;
  }

  /** Gives the next slot to a job whose id is not known yet. */
  int add(Job job) {
    if (size == jobs.length) {
      jobs = Arrays.copyOf(jobs, size + (size >> 1));
    }
    if (3L * size >= 2L * index.length) {
      growIndex();
    }
    jobs[size] = job;
    claim(index, entry(hash(job.id()), size));
    return size++;
  }

  /** Replaces a job by its next version. */
  void set(int slot, Job job) {
    jobs[slot] = job;
  }

  /** All jobs in slot order, in a list of their own that never changes. */
  List<Job> copy() {
    return Collections.unmodifiableList(Arrays.asList(Arrays.copyOf(jobs, size)));
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

  private static int hash(JobId id) {
    return (int) Fingerprint.mix(0, id.value());
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
