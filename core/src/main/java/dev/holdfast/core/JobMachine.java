package dev.holdfast.core;

import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The job rules as one deterministic state machine: {@link #decide} says what a command leads to,
 * {@link #apply} makes it so. Between the two the caller writes the events to its log; after a
 * restart it applies the log again, and has the same machine.
 *
 * <pre>{@code
 * switch (machine.decide(command, nowMillis)) {
 *   case Decision.Accepted accepted -> {
 *     for (Event event : accepted.events()) {
 *       machine.apply(event, log.write(event));
 *     }
 *   }
 *   case Decision.Rejected rejected -> refuse(rejected);
 * }
 * }</pre>
 *
 * <p>The same events in the same order give the same state everywhere: nothing here reads a clock,
 * draws a random number or iterates in the order of hash codes. Time is what the caller says it is,
 * except that it never goes back.
 *
 * <p>Not thread safe: one thread owns it. Commands and events of one job cost O(log n), and events
 * that end a job also O(jobs that depend on it).
 */
public final class JobMachine {
  private final MachineState state = new MachineState();
  private final Transitions transitions = new Transitions(state);
  private final Decider decider;

  /** A machine without jobs. */
  public JobMachine(Limits limits) {
    this.decider = new Decider(state, limits);
  }

  /**
   * A machine in the state of an image.
   *
   * @param lastSeq {@link MachineImage#lastSeq()}
   * @param clockMillis {@link MachineImage#clockMillis()}
   * @param jobs {@link MachineImage#jobs()}, in that order
   * @throws IllegalArgumentException if a job breaks an invariant; the message names it
   */
  public static JobMachine restore(
      Limits limits, long lastSeq, long clockMillis, Iterator<Job> jobs) {
    JobMachine machine = new JobMachine(limits);
    MachineState state = machine.state;
    state.lastSeq = lastSeq;
    state.clockMillis = clockMillis;
    Invariants invariants = new Invariants(state);
    while (jobs.hasNext()) {
      Job job = jobs.next();
      if (state.table.slotOf(job.id()) != JobTable.NONE) {
        throw new IllegalArgumentException("job " + job.id() + " comes twice");
      }
      int slot = state.add(job);
      invariants
          .problemOf(slot)
          .ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
          });
      if (job.state() == JobState.BLOCKED) {
        state.link(slot, state.parents(job.spec()));
      }
    }
    return machine;
  }

  /**
   * Says what a command leads to. Changes nothing: to make it happen, apply the events, all of them
   * and in order, before the next decision.
   *
   * @param nowMillis the time, in milliseconds since the epoch; a time before {@link
   *     #clockMillis()} counts as that
   * @throws IllegalArgumentException if the time is negative
   */
  public Decision decide(Command command, long nowMillis) {
    if (nowMillis < 0) {
      throw new IllegalArgumentException("the time must not be negative: " + nowMillis);
    }
    return decider.decide(command, Math.max(nowMillis, state.clockMillis));
  }

  /**
   * Makes an event happen. An event that has happened already, or that the job has moved past,
   * changes nothing, so that a log may be applied again, from any place, over its own outcome.
   *
   * @param seq the event's number in the log, from 1 and rising
   * @throws IllegalArgumentException if an unknown job is enqueued before its dependency, or under
   *     a number that is not above {@link #lastSeq()}: the event is from another log. Nothing has
   *     changed then
   */
  public void apply(Event event, long seq) {
    transitions.apply(event, seq);
  }

  /** The job of this id, as it stands. */
  public Optional<Job> find(JobId id) {
    int slot = state.table.slotOf(id);
    return slot == JobTable.NONE ? Optional.empty() : Optional.of(state.table.get(slot));
  }

  /** How many jobs stand where, in O(1). */
  public QueueStats stats() {
    return new QueueStats(
        state.count(JobState.PENDING),
        state.count(JobState.SCHEDULED),
        state.count(JobState.BLOCKED),
        state.count(JobState.IN_FLIGHT),
        state.count(JobState.COMPLETED),
        state.count(JobState.DEAD),
        state.lastSeq);
  }

  /** The number of the last event applied, 0 before the first. */
  public long lastSeq() {
    return state.lastSeq;
  }

  /** The latest moment of all events applied: the time below which it does not fall. */
  public long clockMillis() {
    return state.clockMillis;
  }

  /**
   * From which moment on {@link Command.Expire} has something to settle: the earliest deadline of a
   * lease, or a moment that has passed if a job's fate is overdue. Empty if there is nothing.
   */
  public OptionalLong nextExpireMillis() {
    if (!state.doomed.isEmpty()) {
      return OptionalLong.of(0);
    }
    return state.inFlight.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(state.inFlight.firstKey());
  }

  /**
   * The earliest run-at of the scheduled jobs, when a reservation that found nothing is worth
   * another try. Time moves by events only, so it may lie in the past.
   */
  public OptionalLong nextRunAtMillis() {
    return state.scheduled.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(state.scheduled.firstKey());
  }

  /** Whether {@link Command.Reserve} would hand out a job at this time, in O(1). */
  public boolean hasEligible(long nowMillis) {
    return !state.pending.isEmpty()
        || (!state.scheduled.isEmpty() && state.scheduled.firstKey() <= nowMillis);
  }

  /** The whole state, captured by copying one reference a job. */
  public MachineImage image() {
    return new MachineImage(state.lastSeq, state.clockMillis, state.table.copy());
  }

  /**
   * Checks that every job is in one state and in the index of that state only, that the counts add
   * up, and that dependencies lead to earlier jobs, so that there is no circle. Takes time and
   * memory in proportion to the jobs.
   *
   * @throws IllegalStateException if that is not so; the message names the broken invariant
   */
  public void validate() {
    new Invariants(state).validate();
  }

  /** How many levels slots have moved in all ordered indexes together: cost without a clock. */
  long indexSteps() {
    return state.pending.steps()
        + state.scheduled.steps()
        + state.inFlight.steps()
        + state.doomed.steps();
  }
}
