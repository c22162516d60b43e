package dev.holdfast.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
 * that end a job also O(jobs that depend on it). A queue with fresh {@link QueueSettings} costs
 * O(its waiting jobs) once.
 */
public final class JobMachine {
  private final MachineState state;
  private final Transitions transitions;
  private final Decider decider;
  private final Settlement settlement;

  /** A machine without jobs. */
  public JobMachine(Limits limits) {
    this.state = new MachineState(limits);
    this.transitions = new Transitions(state);
    this.decider = new Decider(state, limits);
    this.settlement = new Settlement(state, new Rules(state, limits));
  }

  /**
   * A machine in the state of an image.
   *
   * @throws IllegalArgumentException if a job breaks an invariant; the message names it
   */
  public static JobMachine restore(Limits limits, MachineImage image) {
    Restoration restoration = new Restoration(limits, image);
    image.jobs().forEach(restoration::add);
    return restoration.finish();
  }

  MachineState state() {
    return state;
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
    return decider.decide(command, notBefore(nowMillis));
  }

  private long notBefore(long nowMillis) {
    if (nowMillis < 0) {
      throw new IllegalArgumentException("the time must not be negative: " + nowMillis);
    }
    return Math.max(nowMillis, state.clockMillis);
  }

  /**
   * Makes an event happen. An event whose number is not above {@link #lastSeq()} has been applied
   * already and changes nothing, so that a log may be applied again, from any place, over its own
   * outcome. Neither does one that its job has moved past.
   *
   * @param seq the event's number in the log, from 1 and rising
   * @throws IllegalArgumentException if an unknown job is enqueued before its dependency: the event
   *     is from another log. Nothing has changed then
   */
  public void apply(Event event, long seq) {
    transitions.apply(event, seq);
  }

  /**
   * The job that the last event was about, as it stood before: without looking for it, which {@link
   * #find} would have to. Empty if the event enqueued it, or was not about a job.
   */
  public Optional<Job> jobBefore() {
    return Optional.ofNullable(transitions.before());
  }

  /**
   * The same as it stood after the event. Empty if the event was to forget it, or was not about a
   * job.
   */
  public Optional<Job> jobAfter() {
    return Optional.ofNullable(transitions.after());
  }

  /** The job of this id, as it stands. */
  public Optional<Job> find(JobId id) {
    int slot = state.table.slotOf(id);
    return slot == JobTable.NONE ? Optional.empty() : Optional.of(state.table.get(slot));
  }

  /**
   * The id under which a job like this one is known at this time: its own, or that of the job for
   * which its idempotency key stands. The job itself may be forgotten. Empty if it would be new.
   */
  public Optional<JobId> known(JobSpec spec, long nowMillis) {
    long now = notBefore(nowMillis);
    if (state.table.slotOf(spec.id()) != JobTable.NONE
        || state.twins.forgotten(spec.id(), now) != null) {
      return Optional.of(spec.id());
    }
    return state.twins.twinOf(spec, now);
  }

  /** How many jobs stand where, in O(1). */
  public QueueStats stats() {
    return state.counts.stats(state.lastSeq);
  }

  /** The queue of this name, in O(log queues); empty if there is no such queue. */
  public Optional<QueueInfo> queue(String name) {
    return Optional.ofNullable(state.queues.find(name)).map(this::info);
  }

  /** All queues in the order of their names. */
  public List<QueueInfo> queues() {
    List<QueueInfo> all = new ArrayList<>(state.queues.byName.size());
    state.queues.byName.values().forEach(queue -> all.add(info(queue)));
    return all;
  }

  private QueueInfo info(QueueState queue) {
    QueueStats stats = queue.counts.stats(state.lastSeq);
    return new QueueInfo(queue.name, queue.mode, queue.settings, stats);
  }

  /** The recurring jobs in the order of their names. */
  public List<Schedule.Due> schedules() {
    return state.schedules.image();
  }

  /** The recurring job that is due first. It is fired with {@link Command.Fire}. */
  public Optional<Schedule.Due> nextSchedule() {
    return state.schedules.first();
  }

  /** How many jobs are remembered. */
  public long size() {
    return state.table.size();
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
   * From which moment on {@link Command.Expire} has something to say: 0 for at once, {@link
   * Long#MAX_VALUE} for never. What is due must be settled before a {@link Command.Reserve} at that
   * moment can see it.
   */
  public long nextDueMillis() {
    return settlement.nextDueMillis();
  }

  /** Whether this reservation would get a job, once all that is due is settled. */
  public boolean hasEligible(Command.Reserve command) {
    return decider.next(command) != JobTable.NONE;
  }

  /**
   * The whole state, captured by copying one reference a job. Taken between the events of one batch
   * of new jobs, it does not tell that the batch is open: for a snapshot, take it between
   * decisions.
   */
  public MachineImage image() {
    return MachineImage.ofSlots(
        state.lastSeq,
        state.clockMillis,
        state.queues.image(),
        state.schedules.image(),
        state.twins.image(),
        state.table.copy());
  }

  /**
   * Checks that every job is in one state and in the indexes of that state only, that the counts
   * add up, that whoever is served next is the one that should be, and that dependencies lead to
   * earlier jobs, so that there is no circle. Takes time and memory in proportion to the jobs.
   *
   * @throws IllegalStateException if that is not so; the message names the broken invariant
   */
  public void validate() {
    new Invariants(state).validate();
  }

  /** How many levels slots have moved in all ordered indexes together: cost without a clock. */
  long indexSteps() {
    return state.indexSteps();
  }
}
