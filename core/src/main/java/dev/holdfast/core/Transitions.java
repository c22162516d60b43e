package dev.holdfast.core;

import static dev.holdfast.core.JobState.IN_FLIGHT;

/**
 * What each event does to the state. An event that does not fit where its job stands has happened
 * already, or was overtaken, and does nothing: that makes a replay idempotent. Nothing here depends
 * on limits or on anything else but the state and the event.
 */
final class Transitions {
  /** Why an attempt failed whose lease ran out. */
  static final String TIMED_OUT = "timed out";

  private final MachineState state;

  Transitions(MachineState state) {
    this.state = state;
  }

  void apply(Event event, long seq) {
    if (event instanceof Event.Enqueue enqueue) {
      checkFollows(enqueue, seq); // before anything changes
    }
    state.advanceClock(event.atMillis());
    switch (event) {
      case Event.Enqueue enqueue -> enqueue(enqueue, seq);
      case Event.Dispatch dispatch -> dispatch(dispatch, seq);
      case Event.Ack ack -> ack(ack, seq);
      case Event.Timeout timeout -> failed(timeout, timeout.attempt(), TIMED_OUT, seq);
      case Event.Fail fail -> failed(fail, fail.attempt(), fail.error(), seq);
      case Event.Retry retry -> retry(retry, seq);
      case Event.Dead dead -> dead(dead, seq);
    }
    state.lastSeq = Math.max(state.lastSeq, seq);
  }

  private void checkFollows(Event.Enqueue event, long seq) {
    JobSpec spec = event.job();
    if (state.table.slotOf(spec.id()) != JobTable.NONE) {
      return;
    }
    if (seq <= state.lastSeq) {
      throw new IllegalArgumentException(
          "event %d enqueues %s, which is unknown, although event %d was applied before"
              .formatted(seq, spec.id(), state.lastSeq));
    }
    for (JobId dependency : spec.dependsOn()) {
      if (state.table.slotOf(dependency) == JobTable.NONE) {
        throw new IllegalArgumentException(
            "event %d enqueues %s before its dependency %s".formatted(seq, spec.id(), dependency));
      }
    }
  }

  private void enqueue(Event.Enqueue event, long seq) {
    JobSpec spec = event.job();
    if (state.table.slotOf(spec.id()) != JobTable.NONE) {
      return;
    }
    int[] parents = state.parents(spec);
    boolean blocked = false;
    for (int parent : parents) {
      blocked |= state.table.get(parent).state() != JobState.COMPLETED;
    }
    JobState start = blocked ? JobState.BLOCKED : state.waiting(spec.runAtMillis());
    int slot = state.add(Job.enqueued(spec, start, seq, event.atMillis()));
    if (blocked) {
      state.link(slot, parents);
    }
  }

  private void dispatch(Event.Dispatch event, long seq) {
    int slot = state.table.slotOf(event.id());
    if (slot == JobTable.NONE) {
      return;
    }
    Job job = state.table.get(slot);
    boolean waits = job.state() == JobState.PENDING || job.state() == JobState.SCHEDULED;
    if (waits && event.attempt() == job.attempt() + 1) {
      state.put(slot, job.dispatched(event, seq));
    }
  }

  private void ack(Event.Ack event, long seq) {
    int slot = slotHeldBy(event.id(), event.attempt());
    if (slot == JobTable.NONE) {
      return;
    }
    state.put(slot, state.table.get(slot).completed(seq, event.atMillis()));
    for (int dependent : state.dependencies.close(slot)) {
      // A dependent that a dead dependency has doomed or killed meanwhile stays what it is.
      if (isBlocked(dependent)
          && state.dependencies.open(dependent) == 0
          && !state.doomed.contains(dependent)) {
        Job job = state.table.get(dependent);
        JobState waiting = state.waiting(job.runAtMillis());
        state.put(dependent, job.unblocked(waiting, seq, event.atMillis()));
      }
    }
  }

  private void failed(Event event, int attempt, String why, long seq) {
    int slot = slotHeldBy(event.id(), attempt);
    if (slot != JobTable.NONE && state.table.get(slot).deadlineMillis() != 0) {
      state.put(slot, state.table.get(slot).failed(why, seq, event.atMillis()));
    }
  }

  private void retry(Event.Retry event, long seq) {
    int slot = slotHeldBy(event.id(), event.attempt());
    if (slot != JobTable.NONE) {
      JobState waiting = state.waiting(event.runAtMillis());
      state.put(slot, state.table.get(slot).retried(event, waiting, seq));
    }
  }

  private void dead(Event.Dead event, long seq) {
    int slot = state.table.slotOf(event.id());
    if (slot == JobTable.NONE) {
      return;
    }
    Job job = state.table.get(slot);
    if (job.state().isTerminal() || event.attempt() != job.attempt()) {
      return;
    }
    state.put(slot, job.dead(event.reason(), seq, event.atMillis()));
    for (int dependent : state.dependencies.close(slot)) {
      if (isBlocked(dependent)) {
        state.doom(dependent);
      }
    }
  }

  private boolean isBlocked(int slot) {
    return state.table.get(slot).state() == JobState.BLOCKED;
  }

  /** The slot of the job that this attempt holds, or {@link JobTable#NONE}. */
  private int slotHeldBy(JobId id, int attempt) {
    int slot = state.table.slotOf(id);
    if (slot == JobTable.NONE) {
      return slot;
    }
    Job job = state.table.get(slot);
    return job.state() == IN_FLIGHT && job.attempt() == attempt ? slot : JobTable.NONE;
  }
}
