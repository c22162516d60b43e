package dev.holdfast.core;

import static dev.holdfast.core.JobState.PENDING;
import static dev.holdfast.core.JobState.SCHEDULED;

import dev.holdfast.core.internal.DependencyGraph;
import dev.holdfast.core.internal.SlotHeap;

/**
 * All jobs, and the indexes over them. Jobs change by {@link #add} and {@link #put} only, which
 * keep the indexes in agreement with the table.
 */
final class MachineState {
  final JobTable table = new JobTable();

  private final SlotHeap.Places places = new SlotHeap.Places();

  /** Every PENDING job, in the order of service: highest priority, then lowest slot. */
  final SlotHeap pending = new SlotHeap(places);

  /** Every SCHEDULED job, in the order of run-at. */
  final SlotHeap scheduled = new SlotHeap(places);

  /** Every IN_FLIGHT job, in the order of deadline. */
  final SlotHeap inFlight = new SlotHeap(places);

  /** Every BLOCKED job that has a DEAD dependency, in slot order: its own death is due. */
  final SlotHeap doomed = new SlotHeap(places);

  /** From jobs that are not finished to the BLOCKED jobs that depend on them. */
  final DependencyGraph dependencies = new DependencyGraph();

  private int blocked;
  private int completed;
  private int dead;

  /** The number of the last event applied. */
  long lastSeq;

  /** The latest moment of all events applied: every SCHEDULED job's run-at is later. */
  long clockMillis;

  int count(JobState state) {
    return switch (state) {
      case PENDING -> pending.size();
      case SCHEDULED -> scheduled.size();
      case BLOCKED -> blocked;
      case IN_FLIGHT -> inFlight.size();
      case COMPLETED -> completed;
      case DEAD -> dead;
    };
  }

  /** Where a job stands that waits for nothing but its time. */
  JobState waiting(long runAtMillis) {
    return runAtMillis > clockMillis ? SCHEDULED : PENDING;
  }

  /** Takes a job in, behind all others. A BLOCKED one must be linked to its parents. */
  int add(Job job) {
    int slot = table.add(job);
    index(slot, job);
    return slot;
  }

  /** Replaces a job by its next version. */
  void put(int slot, Job next) {
    unindex(slot, table.get(slot));
    table.set(slot, next);
    index(slot, next);
  }

  /** Lets a BLOCKED job wait for those of its parents that are not finished. */
  void link(int slot, int[] parents) {
    for (int parent : parents) {
      switch (table.get(parent).state()) {
        case COMPLETED -> {}
        case DEAD -> doom(slot);
        case PENDING, SCHEDULED, BLOCKED, IN_FLIGHT -> dependencies.add(parent, slot);
      }
    }
  }

  /** A dependency of this BLOCKED job is dead. */
  void doom(int slot) {
    if (!doomed.contains(slot)) {
      doomed.add(slot, 0);
    }
  }

  /** The slots of a job's dependencies; {@link JobTable#NONE} for one that is not known. */
  int[] parents(JobSpec spec) {
    int[] parents = new int[spec.dependsOn().size()];
    for (int i = 0; i < parents.length; i++) {
      parents[i] = table.slotOf(spec.dependsOn().get(i));
    }
    return parents;
  }

  /** Time goes on, never back; what was scheduled up to this moment can be served. */
  void advanceClock(long atMillis) {
    clockMillis = Math.max(clockMillis, atMillis);
    while (!scheduled.isEmpty() && scheduled.firstKey() <= clockMillis) {
      int slot = scheduled.first();
      put(slot, table.get(slot).due());
    }
  }

  /** The key of a PENDING job: larger priorities come first. */
  static long serviceKey(Job job) {
    return (long) JobSpec.PRIORITY_MAX - job.priority();
  }

  private void index(int slot, Job job) {
    switch (job.state()) {
      case PENDING -> pending.add(slot, serviceKey(job));
      case SCHEDULED -> scheduled.add(slot, job.runAtMillis());
      case BLOCKED -> blocked++;
      case IN_FLIGHT -> inFlight.add(slot, job.deadlineMillis());
      case COMPLETED -> completed++;
      case DEAD -> dead++;
    }
  }

  private void unindex(int slot, Job job) {
    switch (job.state()) {
      case PENDING -> pending.remove(slot);
      case SCHEDULED -> scheduled.remove(slot);
      case BLOCKED -> unblock(slot);
      case IN_FLIGHT -> inFlight.remove(slot);
      case COMPLETED -> completed--;
      case DEAD -> dead--;
    }
  }

  private void unblock(int slot) {
    blocked--;
    if (doomed.contains(slot)) {
      doomed.remove(slot);
    }
  }
}
