package dev.holdfast.core;

import static dev.holdfast.core.JobState.BLOCKED;
import static dev.holdfast.core.JobState.COMPLETED;
import static dev.holdfast.core.JobState.DEAD;
import static dev.holdfast.core.JobState.IN_FLIGHT;
import static dev.holdfast.core.JobState.PENDING;
import static dev.holdfast.core.JobState.SCHEDULED;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What is true of a machine's state after every event. */
final class Invariants {
  private final MachineState state;

  Invariants(MachineState state) {
    this.state = state;
  }

  /** Checks everything. */
  void validate() {
    Map<JobState, Integer> counts = new EnumMap<>(JobState.class);
    int doomed = 0;
    int[] edgesTo = edgesByChild();
    for (int slot = 0; slot < state.table.size(); slot++) {
      Job job = state.table.get(slot);
      counts.merge(job.state(), 1, Integer::sum);
      problemOf(slot).ifPresent(Invariants::broken);
      check(state.table.slotOf(job.id()) == slot, job, "the id index does not lead to it");
      check(isIndexed(slot, job), job, "the index of its state does not hold it");
      check(state.dependencies.open(slot) == edgesTo[slot], job, "its open edges are miscounted");
      if (job.state() == BLOCKED) {
        checkBlocked(slot, job);
        doomed += state.doomed.contains(slot) ? 1 : 0;
      }
    }
    for (JobState each : JobState.values()) {
      check(
          state.count(each) == counts.getOrDefault(each, 0),
          "the index or the count of " + each + " has strangers");
    }
    check(state.doomed.size() == doomed, "the index of doomed jobs has strangers");
    check(
        state.pending.isInOrder()
            && state.scheduled.isInOrder()
            && state.inFlight.isInOrder()
            && state.doomed.isInOrder(),
        "an index is out of order");
  }

  /** What is wrong with one job and with what it says of those before it. */
  Optional<String> problemOf(int slot) {
    Job job = state.table.get(slot);
    long seqBefore = slot == 0 ? 0 : state.table.get(slot - 1).enqueuedSeq();
    if (job.enqueuedSeq() <= seqBefore) {
      return problem(job, "it is out of the order of enqueueing");
    }
    if (job.changedSeq() > state.lastSeq || job.changedAtMillis() > state.clockMillis) {
      return problem(job, "it was changed by an event that has not happened");
    }
    boolean later = job.runAtMillis() > state.clockMillis;
    if (later ? job.state() == PENDING : job.state() == SCHEDULED) {
      return problem(job, "its run-at does not go with " + job.state());
    }
    return problemOfParents(slot, job);
  }

  private Optional<String> problemOfParents(int slot, Job job) {
    boolean open = false;
    for (int parent : state.parents(job.spec())) {
      if (parent == JobTable.NONE || parent >= slot) {
        return problem(job, "it depends on a job that was not enqueued before it");
      }
      open |= state.table.get(parent).state() != COMPLETED;
    }
    if (job.state() != DEAD && open != (job.state() == BLOCKED)) {
      return problem(job, "it is " + job.state() + ", which does not go with its dependencies");
    }
    return Optional.empty();
  }

  private boolean isIndexed(int slot, Job job) {
    return switch (job.state()) {
      case PENDING -> state.pending.contains(slot, MachineState.serviceKey(job));
      case SCHEDULED -> state.scheduled.contains(slot, job.runAtMillis());
      case IN_FLIGHT -> state.inFlight.contains(slot, job.deadlineMillis());
      case BLOCKED, COMPLETED, DEAD -> true;
    };
  }

  private void checkBlocked(int slot, Job job) {
    int live = 0;
    boolean deadParent = false;
    for (int parent : state.parents(job.spec())) {
      JobState stands = state.table.get(parent).state();
      deadParent |= stands == DEAD;
      live += stands.isTerminal() ? 0 : 1;
    }
    check(state.doomed.contains(slot) == deadParent, job, "it is doomed wrongly, or not at all");
    check(state.dependencies.open(slot) == live, job, "its edges are not its open dependencies");
  }

  private int[] edgesByChild() {
    int[] edges = new int[state.table.size()];
    for (int slot = 0; slot < state.table.size(); slot++) {
      Job parent = state.table.get(slot);
      int[] dependents = state.dependencies.dependents(slot);
      check(
          dependents.length == 0 || !parent.state().isTerminal(),
          parent,
          "it has edges at its end");
      for (int dependent : dependents) {
        Job child = state.table.get(dependent);
        check(child.spec().dependsOn().contains(parent.id()), child, "an edge to it is invented");
        edges[dependent]++;
      }
    }
    return edges;
  }

  private static Optional<String> problem(Job job, String what) {
    return Optional.of("job " + job.id() + ": " + what);
  }

  private static void check(boolean holds, Job job, String what) {
    if (!holds) {
      broken("job " + job.id() + ": " + what);
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      broken(what);
    }
  }

  private static void broken(String what) {
    throw new IllegalStateException("broken invariant: " + what);
  }
}
