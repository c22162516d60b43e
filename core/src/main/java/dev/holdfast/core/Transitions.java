package dev.holdfast.core;

import org.jspecify.annotations.Nullable;

/**
 * What each event does to the state. An event whose number is not above the last has been applied
 * already; one that does not fit where its job stands was overtaken; both do nothing, which makes a
 * replay idempotent. Nothing here depends on limits or on anything else but the state and the
 * event.
 */
final class Transitions {
  /** Why an attempt failed whose lease ran out. */
  static final String TIMED_OUT = "timed out";

  private final MachineState state;

  /** The job of the last event, before and after it; null where there was none. */
  private @Nullable Job before;

  private @Nullable Job after;

  Transitions(MachineState state) {
    this.state = state;
  }

  void apply(Event event, long seq) {
    if (seq <= state.lastSeq) {
      return;
    }
    if (event instanceof Event.Enqueue enqueue) {
      checkFollows(enqueue, seq); // before anything changes
    }
    state.advanceClock(event.atMillis());
    before = null;
    after = null;
    switch (event) {
      case Event.Enqueue enqueue -> enqueue(enqueue, seq);
      case Event.OfJob ofJob -> {
        int slot = state.table.slotOf(ofJob.id());
        if (slot != JobTable.NONE) {
          before = state.table.get(slot);
          change(slot, ofJob, seq);
          after = state.table.isFree(slot) ? null : state.table.get(slot);
        }
      }
      case Event.Mode mode ->
          state.queues.setMode(state.queues.findOrAdd(mode.queue()), mode.mode());
      case Event.Configure configure ->
          state.queues.configure(state.queues.findOrAdd(configure.queue()), configure.settings());
      case Event.Scheduled scheduled ->
          state.schedules.put(new Schedule.Due(scheduled.schedule(), scheduled.nextAtMillis()));
      case Event.Unscheduled unscheduled -> state.schedules.remove(unscheduled.name());
      case Event.Fired fired -> fired(fired);
      case Event.Tick _ -> {} // time has gone on already
    }
    state.lastSeq = seq;
  }

  @Nullable Job before() {
    return before;
  }

  @Nullable Job after() {
    return after;
  }

  private void change(int slot, Event.OfJob event, long seq) {
    switch (event) {
      case Event.Enqueue _ -> {} // known already
      case Event.Dispatch dispatch -> dispatch(slot, dispatch, seq);
      case Event.Ack ack -> ack(slot, ack, seq);
      case Event.Extend extend -> extend(slot, extend, seq);
      case Event.Timeout e ->
          failed(
              slot,
              e,
              new AttemptError(e.attempt(), TIMED_OUT, AttemptError.TIMEOUT, e.atMillis()),
              seq);
      case Event.Fail e ->
          failed(
              slot, e, new AttemptError(e.attempt(), e.error(), e.errorType(), e.atMillis()), seq);
      case Event.Retry retry -> retry(slot, retry, seq);
      case Event.Dead dead -> lose(slot, dead, dead.attempt(), JobState.DEAD, dead.reason(), seq);
      case Event.Cancel cancel -> cancel(slot, cancel, seq);
      case Event.Requeue requeue -> requeue(slot, requeue, seq);
      case Event.Forget forget -> forget(slot, forget);
    }
  }

  private void checkFollows(Event.Enqueue event, long seq) {
    if (state.table.slotOf(event.id()) != JobTable.NONE) {
      return;
    }
    for (JobId dependency : event.job().dependsOn()) {
      if (state.table.slotOf(dependency) == JobTable.NONE) {
        throw new IllegalArgumentException(
            "event %d enqueues %s before its dependency %s".formatted(seq, event.id(), dependency));
      }
    }
  }

  private void enqueue(Event.Enqueue event, long seq) {
    if (state.table.slotOf(event.id()) == JobTable.NONE) {
      state.twins.reuse(event.id());
      JobSpec spec = state.queues.share(event.job());
      Job job = Job.enqueued(spec, JobState.PENDING, seq, event.atMillis());
      begin(job, event.atMillis(), seq);
      state.openBatch.add(event.id());
    }
    if (event.more() == 0) {
      state.openBatch.clear();
    }
  }

  private void begin(Job fresh, long atMillis, long seq) {
    Job job = withoutLostParents(fresh, atMillis, seq);
    int[] parents = state.parents(job);
    JobState start = startOf(job, parents);
    int slot = state.add(job.changed(start, job.attempts(), seq, atMillis));
    after = state.table.get(slot);
    if (start == JobState.BLOCKED) {
      state.link(slot, parents);
    }
  }

  private JobState startOf(Job job, int[] parents) {
    for (int parent : parents) {
      if (state.isOpen(parent)) {
        return JobState.BLOCKED;
      }
    }
    return state.waiting(job.runAtMillis());
  }

  /** A job that runs whatever became of its parents does not wait for those that are lost. */
  private Job withoutLostParents(Job job, long atMillis, long seq) {
    Job freed = job;
    if (job.spec().onParentFailure() == ParentFailure.RUN) {
      for (JobId id : job.spec().dependsOn()) {
        int parent = state.parent(job, id);
        if (parent != JobTable.NONE && state.table.get(parent).state().isLost()) {
          freed = freed.without(id, seq, atMillis);
        }
      }
    }
    return freed;
  }

  private void dispatch(int slot, Event.Dispatch event, long seq) {
    Job job = state.table.get(slot);
    boolean waits = job.state() == JobState.PENDING || job.state() == JobState.SCHEDULED;
    if (waits && event.attempt() == job.attempt() + 1) {
      state.queues.pass(slot, event.atMillis());
      put(slot, job, JobState.IN_FLIGHT, job.attempts().dispatched(event), event, seq);
    }
  }

  private void ack(int slot, Event.Ack event, long seq) {
    Job job = state.table.get(slot);
    if (!job.isHeldBy(event.attempt())) {
      return;
    }
    int[] dependents = state.dependencies.removeParent(slot);
    state.put(slot, job.completed(event.result(), seq, event.atMillis()));
    for (int dependent : dependents) {
      unblockIfFree(dependent, event.atMillis(), seq);
    }
  }

  private void unblockIfFree(int slot, long atMillis, long seq) {
    Job job = state.table.get(slot);
    if (state.dependencies.open(slot) == 0) {
      JobState waiting = state.waiting(job.runAtMillis());
      state.put(slot, job.changed(waiting, job.attempts(), seq, atMillis));
    }
  }

  private void extend(int slot, Event.Extend event, long seq) {
    Job job = state.table.get(slot);
    if (job.isHeldBy(event.attempt()) && !job.lacksVerdict()) {
      put(slot, job, JobState.IN_FLIGHT, job.attempts().extended(event), event, seq);
    }
  }

  private void failed(int slot, Event event, AttemptError error, long seq) {
    Job job = state.table.get(slot);
    if (job.isHeldBy(error.attempt()) && !job.lacksVerdict()) {
      put(slot, job, JobState.IN_FLIGHT, job.attempts().failed(error), event, seq);
    }
  }

  private void retry(int slot, Event.Retry event, long seq) {
    Job job = state.table.get(slot);
    if (job.isHeldBy(event.attempt())) {
      JobState waiting = state.waiting(event.runAtMillis());
      put(slot, job, waiting, job.attempts().retried(event), event, seq);
    }
  }

  private void cancel(int slot, Event.Cancel event, long seq) {
    Job job = state.table.get(slot);
    if (!event.requested()) {
      lose(slot, event, event.attempt(), JobState.CANCELLED, event.reason(), seq);
    } else if (job.isHeldBy(event.attempt()) && !job.lacksVerdict()) {
      put(
          slot,
          job,
          JobState.IN_FLIGHT,
          job.attempts().cancelRequested(event.reason()),
          event,
          seq);
    }
  }

  /** A job ends without being done; those that depend on it do as they said. */
  private void lose(int slot, Event event, int attempt, JobState end, String why, long seq) {
    Job job = state.table.get(slot);
    if (job.state().isTerminal() || attempt != job.attempt()) {
      return;
    }
    put(slot, job, end, job.attempts().lost(why), event, seq);
    for (int dependent : state.dependencies.dependents(slot)) {
      Job waiting = state.table.get(dependent);
      switch (waiting.spec().onParentFailure()) {
        case CASCADE -> state.reconsider(dependent);
        case BLOCK -> {}
        case RUN -> {
          state.dependencies.remove(slot, dependent);
          state.put(dependent, waiting.without(job.id(), seq, event.atMillis()));
          unblockIfFree(dependent, event.atMillis(), seq);
        }
      }
    }
    state.keepIfOver(slot);
  }

  private void requeue(int slot, Event.Requeue event, long seq) {
    Job job = state.table.get(slot);
    if (!job.state().isLost() || event.attempt() != job.attempt()) {
      return;
    }
    Job again = job.requeued(JobState.PENDING, seq, event.atMillis());
    Job freed = withoutLostParents(again, event.atMillis(), seq);
    int[] parents = state.parents(freed);
    JobState start = startOf(freed, parents);
    state.put(slot, freed.changed(start, freed.attempts(), seq, event.atMillis()));
    if (start == JobState.BLOCKED) {
      state.link(slot, parents);
    }
    for (int dependent : state.dependencies.dependents(slot)) {
      state.reconsider(dependent);
    }
  }

  private void forget(int slot, Event.Forget event) {
    if (!state.openBatch.isEmpty() && state.openBatch.getLast().equals(event.id())) {
      state.openBatch.removeLast();
    }
    if (!state.dependencies.hasDependents(slot)) {
      state.remove(slot, event.dedupUntilMillis());
    }
  }

  private void fired(Event.Fired event) {
    Schedule.Due due = state.schedules.find(event.name());
    if (due != null) {
      state.schedules.put(new Schedule.Due(due.schedule(), event.nextAtMillis()));
    }
  }

  private void put(int slot, Job job, JobState next, Attempts attempts, Event event, long seq) {
    state.put(slot, job.changed(next, attempts, seq, event.atMillis()));
  }
}
