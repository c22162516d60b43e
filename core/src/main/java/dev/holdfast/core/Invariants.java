package dev.holdfast.core;

import static dev.holdfast.core.JobState.BLOCKED;
import static dev.holdfast.core.JobState.DEAD;
import static dev.holdfast.core.JobState.IN_FLIGHT;
import static dev.holdfast.core.JobState.PENDING;
import static dev.holdfast.core.JobState.SCHEDULED;

import dev.holdfast.core.internal.SlotHeap;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is true of a machine's state after every event. */
final class Invariants {
  private final MachineState state;

  Invariants(MachineState state) {
    this.state = state;
  }

  /** Checks everything. */
  void validate() {
    int[] edgesTo = edgesByDependent();
    StateCounts counts = new StateCounts();
    Map<String, StateCounts> countsByQueue = new TreeMap<>();
    int doomed = 0;
    int expiring = 0;
    for (int slot = 0; slot < state.table.bound(); slot++) {
      if (state.table.isFree(slot)) {
        continue;
      }
      Job job = state.table.get(slot);
      counts.add(job.state(), 1);
      countsByQueue.computeIfAbsent(job.queue(), _ -> new StateCounts()).add(job.state(), 1);
      problemOfTimes(job).or(() -> problemOfParents(job)).ifPresent(Invariants::broken);
      checkJob(slot, job, edgesTo[slot]);
      doomed += state.doomed.contains(slot) ? 1 : 0;
      expiring += job.expiresAtMillis() != 0 ? 1 : 0;
    }
    for (JobState each : JobState.values()) {
      check(
          state.counts.of(each) == counts.of(each),
          "the count of " + each + " is " + state.counts.of(each));
    }
    check(counts.total() == state.table.size(), "the table is miscounted");
    check(state.scheduled.size() == counts.of(SCHEDULED), "strangers are scheduled");
    check(state.inFlight.size() == counts.of(IN_FLIGHT), "strangers are in flight");
    check(state.doomed.size() == doomed, "the index of doomed jobs has strangers");
    check(state.expiring.size() == expiring, "the index of expiring jobs has strangers");
    check(isInOrder(state.scheduled, state.inFlight, state.doomed, state.expiring), "disorder");
    for (QueueState queue : state.queues.byName.values()) {
      checkQueue(queue, countsByQueue.getOrDefault(queue.name, new StateCounts()));
    }
    check(isInOrder(state.queues.front), "the front is out of order");
    for (JobId id : state.openBatch) {
      check(state.table.slotOf(id) != JobTable.NONE, "an open batch has lost job " + id);
    }
  }

  private static boolean isInOrder(SlotHeap... heaps) {
    return Arrays.stream(heaps).allMatch(SlotHeap::isInOrder);
  }

  /** What is wrong with a job that is about to come, whatever the others are. */
  Optional<String> problemOf(Job job) {
    if (state.table.slotOf(job.id()) != JobTable.NONE) {
      return problem(job, "it comes twice");
    }
    return problemOfTimes(job);
  }

  private Optional<String> problemOfTimes(Job job) {
    if (job.changedSeq() > state.lastSeq || job.changedAtMillis() > state.clockMillis) {
      return problem(job, "it was changed by an event that has not happened");
    }
    boolean later = job.runAtMillis() > state.clockMillis;
    if (later ? job.state() == PENDING : job.state() == SCHEDULED) {
      return problem(job, "its run-at does not go with " + job.state());
    }
    return Optional.empty();
  }

  /** What is wrong with a job among all others. Completed parents may be gone. */
  Optional<String> problemOfParents(Job job) {
    boolean open = false;
    for (int parent : state.parents(job)) {
      open |= state.isOpen(parent);
    }
    if (!job.state().isTerminal() && open != (job.state() == BLOCKED)) {
      return problem(job, "its dependencies do not go with " + job.state());
    }
    return Optional.empty();
  }

  private void checkJob(int slot, Job job, int edgesTo) {
    check(state.table.slotOf(job.id()) == slot, job, "the id index does not lead to it");
    check(state.dependencies.open(slot) == edgesTo, job, "its open edges are miscounted");
    check(isIndexed(slot, job), job, "the index of its state does not hold it");
    long expires = job.expiresAtMillis();
    check(expires == 0 || state.expiring.contains(slot, expires), job, "it does not expire");
    Lane lane = state.queues.lane(slot);
    check(
        lane.key.queue.name.equals(job.queue())
            && lane.key.name.equals(job.spec().key())
            && lane.type().equals(job.type()),
        job,
        "it is in the wrong lane");
    if (job.state() == BLOCKED) {
      checkBlocked(slot, job);
    } else {
      check(edgesTo == 0, job, "it is not blocked, but has edges");
      check(!state.doomed.contains(slot), job, "it is not blocked, but doomed");
    }
    if (job.state().isTerminal()) {
      QueueState queue = lane.key.queue;
      SlotHeap kept = job.state() == DEAD ? queue.dead : queue.finished;
      check(
          kept.contains(slot, job.changedAtMillis()) != state.dependencies.hasDependents(slot),
          job,
          "it is kept wrongly, or not at all");
    }
  }

  private boolean isIndexed(int slot, Job job) {
    Lane lane = state.queues.lane(slot);
    return switch (job.state()) {
      case PENDING -> lane.jobs.contains(slot, lane.key.queue.serviceKey(job));
      case SCHEDULED -> state.scheduled.contains(slot, job.runAtMillis());
      case IN_FLIGHT -> state.inFlight.contains(slot, job.deadlineMillis());
      case BLOCKED, COMPLETED, DEAD, CANCELLED -> true;
    };
  }

  private void checkBlocked(int slot, Job job) {
    int open = 0;
    boolean lost = false;
    for (int parent : state.parents(job)) {
      if (state.isOpen(parent)) {
        open++;
        Job other = state.table.get(parent);
        lost |= other.state().isLost();
        check(other.enqueuedSeq() < job.enqueuedSeq(), job, "it was enqueued before its parent");
      }
    }
    boolean dies = lost && job.spec().onParentFailure() == ParentFailure.CASCADE;
    check(open > 0, job, "it is blocked, but by nobody");
    check(state.doomed.contains(slot) == dies, job, "it is doomed wrongly, or not at all");
    check(state.dependencies.open(slot) == open, job, "its edges are not its open dependencies");
  }

  private int[] edgesByDependent() {
    int[] edges = new int[state.table.bound()];
    for (int slot = 0; slot < state.table.bound(); slot++) {
      for (int dependent : state.dependencies.dependents(slot)) {
        check(!state.table.isFree(slot), "somebody waits for a job that is forgotten");
        Job parent = state.table.get(slot);
        Job child = state.table.get(dependent);
        check(parent.state() != JobState.COMPLETED, parent, "it is done, but waited for");
        check(child.spec().dependsOn().contains(parent.id()), child, "an edge to it is invented");
        edges[dependent]++;
      }
    }
    return edges;
  }

  private void checkQueue(QueueState queue, StateCounts counts) {
    String name = "queue " + queue.name + ": ";
    for (JobState each : JobState.values()) {
      check(queue.counts.of(each) == counts.of(each), name + "its " + each + " are miscounted");
    }
    check(
        queue.members == counts.total()
            && queue.pending == counts.of(PENDING)
            && queue.inFlight == counts.of(IN_FLIGHT),
        name + "its gate is miscounted");
    check(isInOrder(queue.finished, queue.dead), name + "an index is out of order");
    int heads = 0;
    int members = 0;
    for (KeyState key : queue.keys.values()) {
      int pending = 0;
      for (Lane lane : key.lanes) {
        check(lane.jobs.isInOrder(), name + "a lane is out of order");
        boolean stands = !lane.jobs.isEmpty() && key.isOpen(state.clockMillis);
        check(
            lane.head == (stands ? lane.jobs.first() : JobTable.NONE),
            name + "the head of a lane is not its first job");
        check(!stands || lane.heads.jobs.contains(lane.head), name + "a head is missing");
        heads += stands ? 1 : 0;
        pending += lane.jobs.size();
        members += lane.members;
      }
      check(key.pending == pending, name + "the jobs of key " + key.name + " are miscounted");
      checkThrottled(key, name);
    }
    int held = 0;
    for (Heads each : queue.types) {
      check(isInOrder(each.jobs), name + "its heads are out of order");
      held += each.jobs.size();
    }
    check(held == heads, name + "its heads have strangers");
    check(queue.members == members, name + "its lanes are miscounted");
    int first = queue.serves(state.clockMillis) ? queue.first() : JobTable.NONE;
    check(
        first == JobTable.NONE || state.queues.front.contains(first),
        name + "it does not stand in the front");
    checkThrottled(queue, name);
  }

  private void checkThrottled(Gate gate, String name) {
    boolean held = gate.pending > 0 && gate.opensAtMillis() > state.clockMillis;
    check(state.queues.gates.throttled.contains(gate.number) == held, name + "wrongly throttled");
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
