package dev.holdfast.core;

import static dev.holdfast.core.JobState.PENDING;
import static dev.holdfast.core.JobState.SCHEDULED;

import dev.holdfast.core.internal.DependencyGraph;
import dev.holdfast.core.internal.SlotHeap;
import java.util.ArrayList;
import java.util.List;

/**
 * All jobs, and the indexes over them. Jobs change by {@link #add}, {@link #put} and {@link
 * #remove} only, which keep the indexes in agreement with the table.
 */
final class MachineState {
  private static final int[] NOBODY = {};

  final JobTable table = new JobTable();

  private final SlotHeap.Places places = new SlotHeap.Places();

  /** Every PENDING job, in the order of service; what is known of queues and keys. */
  final Queues queues;

  /** Every SCHEDULED job, in the order of run-at. */
  final SlotHeap scheduled = new SlotHeap(places, this::enqueuedBefore);

  /** Every IN_FLIGHT job, in the order of deadline. */
  final SlotHeap inFlight = new SlotHeap(places, this::enqueuedBefore);

  /** Every BLOCKED job that dies with its parents and has a lost one: its own death is due. */
  final SlotHeap doomed = new SlotHeap(places, this::enqueuedBefore);

  /** Every waiting job that nobody has begun with and that is dead at a moment, by that moment. */
  final SlotHeap expiring = new SlotHeap(new SlotHeap.Places(), this::enqueuedBefore);

  /** From jobs that are not completed to the BLOCKED jobs that depend on them. */
  final DependencyGraph dependencies = new DependencyGraph();

  final Twins twins = new Twins();
  final Schedules schedules = new Schedules();

  /** Those jobs of a batch of new ones that are there while the rest has yet to follow. */
  final List<JobId> openBatch = new ArrayList<>();

  final StateCounts counts = new StateCounts();

  /** The number of the last event applied. */
  long lastSeq;

  /** The latest moment of all events applied: every SCHEDULED job's run-at is later. */
  long clockMillis;

  MachineState(Limits limits) {
    this.queues = new Queues(table, places, this::enqueuedBefore, limits.retention());
  }

  private boolean enqueuedBefore(int slot, int other) {
    return table.get(slot).enqueuedSeq() < table.get(other).enqueuedSeq();
  }

  /** Where a job stands that waits for nothing but its time. */
  JobState waiting(long runAtMillis) {
    return runAtMillis > clockMillis ? SCHEDULED : PENDING;
  }

  /** Takes a job in. A BLOCKED one must be linked to its parents. */
  int add(Job job) {
    int slot = table.add(job);
    queues.add(slot, job);
    index(slot, job);
    queues.settle(queues.lane(slot));
    twins.remember(job, clockMillis);
    return slot;
  }

  /** Replaces a job by its next version. */
  void put(int slot, Job next) {
    Job job = table.get(slot);
    unindex(slot, job);
    table.set(slot, next);
    queues.change(slot, job, next);
    index(slot, next);
    if (job.state() == JobState.BLOCKED && next.state() != JobState.BLOCKED) {
      unblock(slot);
    }
  }

  /** Forgets a job; its names may stand for it a while longer. */
  void remove(int slot, long dedupUntilMillis) {
    Job job = table.get(slot);
    unindex(slot, job);
    unblock(slot);
    twins.forget(job, dedupUntilMillis);
    queues.remove(slot, job);
    table.remove(slot);
  }

  /** A job that is not blocked any more waits for nobody, and is not due to die of that. */
  private void unblock(int slot) {
    for (int parent : dependencies.removeDependent(slot)) {
      keepIfOver(parent);
    }
  }

  /** Lets a BLOCKED job wait for those of its parents that are not completed. */
  void link(int slot, int[] parents) {
    boolean cascades = table.get(slot).spec().onParentFailure() == ParentFailure.CASCADE;
    for (int parent : parents) {
      if (isOpen(parent)) {
        dependencies.add(parent, slot);
        Job job = table.get(parent);
        if (job.state().isLost()) {
          queues.release(parent, job);
          if (cascades) {
            doom(slot);
          }
        }
      }
    }
  }

  /** Whether a dependency is there and not completed; one that is forgotten holds nobody up. */
  boolean isOpen(int parent) {
    return parent != JobTable.NONE && table.get(parent).state() != JobState.COMPLETED;
  }

  /** This BLOCKED job is due to die of a lost parent, or no longer, if it was put back. */
  void reconsider(int slot) {
    boolean lost = false;
    for (int parent : dependencies.parents(slot)) {
      lost |= table.get(parent).state().isLost();
    }
    if (lost && table.get(slot).spec().onParentFailure() == ParentFailure.CASCADE) {
      doom(slot);
    } else {
      doomed.drop(slot);
    }
  }

  private void doom(int slot) {
    doomed.put(slot, 0);
  }

  /** The slots of a job's dependencies; {@link JobTable#NONE} for one that is forgotten. */
  int[] parents(Job job) {
    List<JobId> dependsOn = job.spec().dependsOn();
    if (dependsOn.isEmpty()) {
      return NOBODY;
    }
    int[] parents = new int[dependsOn.size()];
    for (int i = 0; i < parents.length; i++) {
      parents[i] = parent(job, dependsOn.get(i));
    }
    return parents;
  }

  /** The slot of one of them. A younger job that was given the name of an old one is not it. */
  int parent(Job job, JobId dependency) {
    int slot = table.slotOf(dependency);
    return slot != JobTable.NONE && table.get(slot).enqueuedSeq() < job.enqueuedSeq()
        ? slot
        : JobTable.NONE;
  }

  /** Time goes on, never back; what was held up until this moment can be served. */
  void advanceClock(long atMillis) {
    if (atMillis <= clockMillis) {
      return;
    }
    clockMillis = atMillis;
    queues.advanceClock(atMillis);
    twins.advanceClock(atMillis);
    while (!scheduled.isEmpty() && scheduled.firstKey() <= clockMillis) {
      int slot = scheduled.first();
      put(slot, table.get(slot).due());
    }
  }

  /** A job that has ended and that nobody waits for may be forgotten in time. */
  void keepIfOver(int slot) {
    Job job = table.get(slot);
    if (job.state().isTerminal() && !dependencies.hasDependents(slot)) {
      queues.keep(slot, job);
    }
  }

  private void index(int slot, Job job) {
    counts.add(job.state(), 1);
    switch (job.state()) {
      case SCHEDULED -> scheduled.add(slot, job.runAtMillis());
      case IN_FLIGHT -> inFlight.add(slot, job.deadlineMillis());
      case COMPLETED, DEAD, CANCELLED -> keepIfOver(slot);
      case PENDING, BLOCKED -> {}
    }
    if (job.expiresAtMillis() != 0) {
      expiring.add(slot, job.expiresAtMillis());
    }
  }

  private void unindex(int slot, Job job) {
    counts.add(job.state(), -1);
    switch (job.state()) {
      case SCHEDULED -> scheduled.remove(slot);
      case IN_FLIGHT -> inFlight.remove(slot);
      case BLOCKED -> doomed.drop(slot);
      case PENDING, COMPLETED, DEAD, CANCELLED -> {}
    }
    expiring.drop(slot);
  }

  /** How many levels slots have moved in all ordered indexes together. */
  long indexSteps() {
    return scheduled.steps()
        + inFlight.steps()
        + doomed.steps()
        + expiring.steps()
        + queues.indexSteps();
  }
}
