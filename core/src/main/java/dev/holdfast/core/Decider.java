package dev.holdfast.core;

import dev.holdfast.core.Decision.Accepted;
import dev.holdfast.core.Decision.Reason;
import dev.holdfast.core.Decision.Rejected;
import dev.holdfast.core.internal.Names;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each command leads to: reads the state, never changes it. */
final class Decider {
  private final MachineState state;
  private final Limits limits;
  private final Rules rules;
  private final Settlement settlement;

  Decider(MachineState state, Limits limits) {
    this.state = state;
    this.limits = limits;
    this.rules = new Rules(state, limits);
    this.settlement = new Settlement(state, rules);
  }

  Decision decide(Command command, long now) {
    return switch (command) {
      case Command.Enqueue enqueue -> new Admission(state, limits, enqueue.jobs()).decide(now);
      case Command.Reserve reserve -> reserve(reserve, now);
      case Command.Ack ack -> ack(ack, now);
      case Command.Extend extend -> extend(extend, now);
      case Command.Release release -> release(release, now);
      case Command.Fail fail -> fail(fail, now);
      case Command.Cancel cancel -> cancel(cancel, now);
      case Command.Requeue requeue -> requeue(requeue.id(), now);
      case Command.Forget forget -> forget(forget.id(), now);
      case Command.SetMode setMode -> setMode(setMode, now);
      case Command.Configure configure -> configure(configure, now);
      case Command.PutSchedule put -> putSchedule(put, now);
      case Command.RemoveSchedule remove -> removeSchedule(remove.name(), now);
      case Command.Fire fire -> fire(fire, now);
      case Command.Expire expire -> settlement.expire(expire, now);
      case Command.Interrupt interrupt -> settlement.interrupt(interrupt.jobsMax(), now);
    };
  }

  private Decision reserve(Command.Reserve command, long now) {
    int slot = next(command);
    if (slot == JobTable.NONE) {
      return Accepted.NOTHING;
    }
    Job job = state.table.get(slot);
    long lease = command.leaseMillis() > 0 ? command.leaseMillis() : rules.leaseMillis(job);
    return accepted(
        new Event.Dispatch(
            job.id(), job.attempt() + 1, command.worker(), Rules.after(now, lease), now));
  }

  /** Whom a reservation would get, or {@link JobTable#NONE}. */
  int next(Command.Reserve command) {
    if (command.queues().isEmpty() && command.types().isEmpty()) {
      return state.queues.front.isEmpty() ? JobTable.NONE : state.queues.front.first();
    }
    int best = JobTable.NONE;
    if (command.queues().isEmpty()) {
      for (QueueState queue : state.queues.byName.values()) {
        best = better(best, next(queue, command.types()));
      }
    } else {
      for (String name : command.queues()) {
        best = better(best, next(state.queues.find(name), command.types()));
      }
    }
    return best;
  }

  private int next(@Nullable QueueState queue, List<String> types) {
    if (queue == null || !queue.serves(state.clockMillis)) {
      return JobTable.NONE;
    }
    return types.isEmpty() ? queue.first() : queue.first(types);
  }

  private int better(int slot, int other) {
    if (slot == JobTable.NONE || other == JobTable.NONE) {
      return slot == JobTable.NONE ? other : slot;
    }
    long key = QueueState.strictKey(state.table.get(slot));
    long otherKey = QueueState.strictKey(state.table.get(other));
    return key <= otherKey ? slot : other;
  }

  // ---- what a worker says of its attempt

  private Decision ack(Command.Ack command, long now) {
    Job job = find(command.id());
    if (job == null) {
      return unknown(command.id());
    }
    if (command.result().size() > limits.resultBytesMax()) {
      return tooLarge(
          Reason.RESULT_TOO_LARGE, "a result", limits.resultBytesMax(), job, command.result());
    }
    if (job.state() == JobState.COMPLETED && job.attempt() == command.attempt()) {
      return Accepted.NOTHING;
    }
    if (!holds(command.attempt(), job)) {
      return late(job, command.attempt());
    }
    return accepted(new Event.Ack(job.id(), job.attempt(), command.result(), now));
  }

  private Decision extend(Command.Extend command, long now) {
    Job job = find(command.id());
    if (job == null) {
      return unknown(command.id());
    }
    if (command.progress().size() > limits.progressBytesMax()) {
      return tooLarge(
          Reason.PROGRESS_TOO_LARGE,
          "a word on progress",
          limits.progressBytesMax(),
          job,
          command.progress());
    }
    if (!holds(command.attempt(), job)) {
      return late(job, command.attempt());
    }
    long lease = command.leaseMillis() > 0 ? command.leaseMillis() : rules.leaseMillis(job);
    return accepted(
        new Event.Extend(
            job.id(), job.attempt(), Rules.after(now, lease), command.progress(), now));
  }

  private Decision release(Command.Release command, long now) {
    Job job = find(command.id());
    if (job == null) {
      return unknown(command.id());
    }
    if (!holds(command.attempt(), job)) {
      return late(job, command.attempt());
    }
    if (job.attempts().cancelRequested()) {
      return accepted(settlement.cancelled(job, now));
    }
    long runAt = command.delayMillis() == 0 ? 0 : Rules.after(now, command.delayMillis());
    return accepted(new Event.Retry(job.id(), job.attempt(), job.failures(), true, runAt, now));
  }

  private Decision fail(Command.Fail command, long now) {
    Job job = find(command.id());
    if (job == null) {
      return unknown(command.id());
    }
    if (!holds(command.attempt(), job)) {
      return late(job, command.attempt());
    }
    String error = Names.fit(command.error(), limits.reasonCharsMax());
    String type = Names.fit(command.errorType(), AttemptError.TYPE_LENGTH_MAX);
    return accepted(
        new Event.Fail(job.id(), job.attempt(), error, type, now),
        settlement.verdict(job, job.failures() + 1, error, command.then(), now, command.entropy()));
  }

  // ---- what a client wishes for a job

  private Decision cancel(Command.Cancel command, long now) {
    Job job = find(command.id());
    if (job == null) {
      return unknown(command.id());
    }
    String reason = Names.fit(command.reason(), limits.reasonCharsMax());
    return switch (job.state()) {
      case PENDING, SCHEDULED, BLOCKED ->
          accepted(new Event.Cancel(job.id(), job.attempt(), false, reason, now));
      case IN_FLIGHT ->
          job.attempts().cancelRequested()
              ? Accepted.NOTHING
              : accepted(
                  new Event.Cancel(job.id(), job.attempt(), !job.lacksVerdict(), reason, now));
      case CANCELLED -> Accepted.NOTHING;
      case COMPLETED, DEAD -> wrongState(job, "be cancelled");
    };
  }

  private Decision requeue(JobId id, long now) {
    Job job = find(id);
    if (job == null) {
      return unknown(id);
    }
    return switch (job.state()) {
      case PENDING, SCHEDULED, BLOCKED, IN_FLIGHT -> Accepted.NOTHING;
      case DEAD, CANCELLED -> accepted(new Event.Requeue(id, job.attempt(), now));
      case COMPLETED -> wrongState(job, "be put back");
    };
  }

  private Decision forget(JobId id, long now) {
    int slot = state.table.slotOf(id);
    if (slot == JobTable.NONE) {
      return unknown(id);
    }
    Job job = state.table.get(slot);
    if (!job.state().isTerminal()) {
      return wrongState(job, "be forgotten");
    }
    if (state.dependencies.hasDependents(slot)) {
      return new Rejected(
          Reason.WRONG_STATE, id.value(), "job " + id + " cannot be forgotten: jobs wait for it");
    }
    return accepted(settlement.forgotten(job, now));
  }

  // ---- queues and schedules

  private Decision setMode(Command.SetMode command, long now) {
    QueueState queue = state.queues.find(command.queue());
    QueueMode mode = queue == null ? QueueMode.OPEN : queue.mode;
    if (mode == command.mode()) {
      return Accepted.NOTHING;
    }
    Rejected refusal = refuseNewQueue(command.queue());
    return refusal != null
        ? refusal
        : accepted(new Event.Mode(command.queue(), command.mode(), now));
  }

  private Decision configure(Command.Configure command, long now) {
    if (rules.settings(command.queue()).equals(command.settings())) {
      return Accepted.NOTHING;
    }
    Rejected refusal = refuseNewQueue(command.queue());
    return refusal != null
        ? refusal
        : accepted(new Event.Configure(command.queue(), command.settings(), now));
  }

  private @Nullable Rejected refuseNewQueue(String name) {
    return state.queues.find(name) == null && state.queues.byName.size() >= limits.queuesMax()
        ? Admission.tooManyQueues(name, limits)
        : null;
  }

  private Decision putSchedule(Command.PutSchedule command, long now) {
    Schedule schedule = command.schedule();
    Schedule.Due due = state.schedules.find(schedule.name());
    if (due != null && due.schedule().equals(schedule)) {
      return Accepted.NOTHING;
    }
    if (due == null && state.schedules.size() >= limits.schedulesMax()) {
      return new Rejected(
          Reason.TOO_MANY_SCHEDULES,
          schedule.name(),
          "there are at most %d schedules, and no room for %s"
              .formatted(limits.schedulesMax(), schedule.name()));
    }
    Rejected refusal = Admission.refuseSizes(schedule.template(), limits);
    return refusal != null
        ? refusal
        : accepted(new Event.Scheduled(schedule, command.nextAtMillis(), now));
  }

  private Decision removeSchedule(String name, long now) {
    return state.schedules.find(name) == null
        ? unknownSchedule(name)
        : accepted(new Event.Unscheduled(name, now));
  }

  private Decision fire(Command.Fire command, long now) {
    Schedule.Due due = state.schedules.find(command.name());
    if (due == null) {
      return unknownSchedule(command.name());
    }
    if (due.nextAtMillis() > now) {
      return new Rejected(
          Reason.WRONG_STATE,
          command.name(),
          "schedule %s is due at %d, not yet at %d"
              .formatted(command.name(), due.nextAtMillis(), now));
    }
    List<Event> events = new ArrayList<>();
    if (command.run().isPresent()) {
      JobSpec run = due.schedule().template().withId(command.run().get());
      Decision decision = new Admission(state, limits, List.of(run)).decide(now);
      if (!(decision instanceof Accepted accepted)) {
        return decision;
      }
      events.addAll(accepted.events());
    }
    events.add(new Event.Fired(command.name(), command.nextAtMillis(), now));
    return new Accepted(events);
  }

  // ---- answers

  private @Nullable Job find(JobId id) {
    int slot = state.table.slotOf(id);
    return slot == JobTable.NONE ? null : state.table.get(slot);
  }

  /** Whether the attempt holds the job and has not failed. */
  private static boolean holds(int attempt, Job job) {
    return job.isHeldBy(attempt) && !job.lacksVerdict();
  }

  private static Accepted accepted(Event... events) {
    return new Accepted(List.of(events));
  }

  private static Rejected unknown(JobId id) {
    return new Rejected(Reason.UNKNOWN_JOB, id.value(), "there is no job " + id);
  }

  private static Rejected unknownSchedule(String name) {
    return new Rejected(Reason.UNKNOWN_SCHEDULE, name, "there is no schedule " + name);
  }

  private static Rejected wrongState(Job job, String what) {
    return new Rejected(
        Reason.WRONG_STATE,
        job.id().value(),
        "job %s is %s and cannot %s".formatted(job.id(), job.state(), what));
  }

  private static Rejected tooLarge(Reason reason, String what, int max, Job job, Payload payload) {
    return new Rejected(
        reason,
        job.id().value(),
        "%s has at most %d bytes, that of job %s has %d"
            .formatted(what, max, job.id(), payload.size()));
  }

  private static Rejected late(Job job, int attempt) {
    return new Rejected(
        Reason.LATE,
        job.id().value(),
        "attempt %d does not hold job %s, which is %s at attempt %d"
            .formatted(attempt, job.id(), job.state(), job.attempt()));
  }
}
