package dev.holdfast.core;

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
    int slot = state.table.slotOf(event.id());
    if (slot == JobTable.NONE && event instanceof Event.Enqueue enqueue) {
      checkFollows(enqueue, seq); // before anything changes
    }
    state.advanceClock(event.atMillis());
    if (slot != JobTable.NONE) {
      change(slot, event, seq);
    } else if (event instanceof Event.Enqueue enqueue) {
      enqueue(enqueue, seq);
    }
    state.lastSeq = Math.max(state.lastSeq, seq);
  }

  private void change(int slot, Event event, long seq) {
    switch (event) {
      case Event.Enqueue _ -> {} // known already
      case Event.Dispatch dispatch -> dispatch(slot, dispatch, seq);
      case Event.Ack ack -> ack(slot, ack, seq);
      case Event.Timeout timeout -> failed(slot, timeout, timeout.attempt(), TIMED_OUT, seq);
      case Event.Fail fail -> failed(slot, fail, fail.attempt(), fail.error(), seq);
      case Event.Retry retry -> retry(slot, retry, seq);
      case Event.Dead dead -> dead(slot, dead, seq);
    }
  }

  private void checkFollows(Event.Enqueue event, long seq) {
    if (seq <= state.lastSeq) {
      throw new IllegalArgumentException(
          "event %d enqueues %s, which is unknown, although event %d was applied before"
              .formatted(seq, event.id(), state.lastSeq));
    }
    for (JobId dependency : event.job().dependsOn()) {
      if (state.table.slotOf(dependency) == JobTable.NONE) {
        throw new IllegalArgumentException(
            "event %d enqueues %s before its dependency %s".formatted(seq, event.id(), dependency));
      }
    }
  }

  private void enqueue(Event.Enqueue event, long seq) {
    JobSpec spec = event.job();
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

  private void dispatch(int slot, Event.Dispatch event, long seq) {
    Job job = state.table.get(slot);
    boolean waits = job.state() == JobState.PENDING || job.state() == JobState.SCHEDULED;
    if (waits && event.attempt() == job.attempt() + 1) {
      state.put(slot, job.dispatched(event, seq));
    }
  }

  private void ack(int slot, Event.Ack event, long seq) {
    if (!isHeldBy(event.attempt(), slot)) {
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

  private void failed(int slot, Event event, int attempt, String why, long seq) {
    if (isHeldBy(attempt, slot) && state.table.get(slot).deadlineMillis() != 0) {
      state.put(slot, state.table.get(slot).failed(why, seq, event.atMillis()));
    }
  }

  private void retry(int slot, Event.Retry event, long seq) {
    if (isHeldBy(event.attempt(), slot)) {
      JobState waiting = state.waiting(event.runAtMillis());
      state.put(slot, state.table.get(slot).retried(event, waiting, seq));
    }
  }

  private void dead(int slot, Event.Dead event, long seq) {
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

  private boolean isHeldBy(int attempt, int slot) {
    Job job = state.table.get(slot);
    return job.state() == JobState.IN_FLIGHT && job.attempt() == attempt;
  }

  private boolean isBlocked(int slot) {
    return state.table.get(slot).state() == JobState.BLOCKED;
  }
}
