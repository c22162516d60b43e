package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Command;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Event;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Schedule;
import dev.holdfast.engine.EngineCounters;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.EnqueueResult;
import dev.holdfast.engine.Heartbeat;
import dev.holdfast.engine.Lease;
import dev.holdfast.engine.Recurrence;
import dev.holdfast.engine.RejectedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The single owner of all state, as one plain object: a request goes in, its events go to the log
 * and into the machine, and the answer comes out together with the number of the record that must
 * be durable before it may leave. No threads, no clock, no disk but the log; {@link CommitLoop}
 * brings those. Whatever it does follows from the requests, the times and the seed that it is
 * given.
 *
 * <p>If an append fails it throws, and is not to be used any more: memory is ahead of the disk.
 */
public final class StateOwner {

  private static final Command.Reserve ANYTHING = new Command.Reserve("anybody");
  private static final int SETTLED_PER_DECISION = 1000;
  private static final int DECISIONS_PER_TICK = 8;
  private static final int RECURRENCES_MAX = 1000;

  private final JobLog log;
  private final JobMachine machine;
  private final EngineListener listener;
  private final RandomGenerator entropy;
  private final Counters counters = new Counters();
  private final WaitingList waiting = new WaitingList();
  private final List<CompletableFuture<Void>> idleWaiters = new ArrayList<>();
  private final Map<String, Recurrence> recurrences = new HashMap<>();
  private List<Reply<?>> replies = new ArrayList<>();

  /** Of events that went to the log, or were to go there when it failed. */
  private long commitsBegun;

  private RunningAttempts attempts = new RunningAttempts();

  /** Owns this log and the machine behind it. */
  StateOwner(JobLog log, EngineListener listener, RandomGenerator entropy) {
    this.log = log;
    this.machine = log.machine();
    this.listener = listener;
    this.entropy = entropy;
  }

  /** From now on, tells these attempts what becomes of their leases. */
  void tell(RunningAttempts running) {
    attempts = running;
  }

  JobMachine machine() {
    return machine;
  }

  EngineCounters counters() {
    return counters.snapshot();
  }

  /** The answers since the last call. */
  List<Reply<?>> takeReplies() {
    List<Reply<?>> taken = replies;
    replies = new ArrayList<>();
    return taken;
  }

  // ---- requests

  /**
   * Does what is asked. A reservation that is not served at once, as it is if nobody waits before
   * it, is served with the next {@link #tick} at which it can be.
   *
   * <p>If that throws before anything has gone to the log, nothing has happened: the one who asked
   * is told, and the others go on.
   */
  void serve(Request request, long now) {
    long before = commitsBegun;
    try {
      obey(request, now);
    } catch (RuntimeException e) {
      if (commitsBegun != before) {
        throw e;
      }
      refuse(lastSeq(), request.promise(), e);
    }
  }

  private void obey(Request request, long now) {
    switch (request) {
      case Request.Enqueue r -> enqueue(r, now);
      case Request.Reserve r -> reserveOrWait(r, now);
      case Request.Settle r -> settle(r, now);
      case Request.AckAll r -> ackAll(r, now);
      case Request.Extend r -> extend(r, now);
      case Request.Change r -> change(r, now);
      case Request.ChangeAll r -> changeAll(r, now);
      case Request.Query<?> r -> query(r);
      case Request.WhenIdle r -> waitUntilIdle(r);
      case Request.StopWaiting r -> stopWaiting(r);
    }
  }

  private void enqueue(Request.Enqueue request, long now) {
    switch (machine.decide(request.command(), now)) {
      case Decision.Rejected refusal -> reject(request, refusal);
      case Decision.Accepted accepted -> {
        List<JobSpec> jobs = request.command().jobs();
        List<EnqueueResult.Outcome> outcomes = new ArrayList<>(jobs.size());
        if (accepted.events().size() == jobs.size()) {
          commit(accepted.events());
          jobs.forEach(spec -> outcomes.add(outcome(spec.id(), true)));
        } else {
          // Asked before the events make known what is new.
          List<Optional<JobId>> known = jobs.stream().map(job -> machine.known(job, now)).toList();
          commit(accepted.events());
          for (int i = 0; i < jobs.size(); i++) {
            outcomes.add(outcome(known.get(i).orElse(jobs.get(i).id()), known.get(i).isEmpty()));
          }
        }
        answer(lastSeq(), request.promise(), new EnqueueResult(outcomes));
      }
    }
  }

  private EnqueueResult.Outcome outcome(JobId id, boolean added) {
    return new EnqueueResult.Outcome(id, added, machine.find(id));
  }

  private void settle(Request.Settle request, long now) {
    switch (machine.decide(withEntropy(request.command()), now)) {
      case Decision.Accepted accepted -> {
        commit(accepted.events());
        answer(lastSeq(), request.promise(), null);
      }
      case Decision.Rejected refusal -> {
        countRefusal(refusal, request.lease());
        refuse(lastSeq(), request.promise(), new RejectedException(refusal));
      }
    }
  }

  private Command withEntropy(Command command) {
    return command instanceof Command.Fail fail
        ? new Command.Fail(
            fail.id(),
            fail.attempt(),
            fail.error(),
            fail.errorType(),
            fail.then(),
            entropy.nextLong())
        : command;
  }

  private void ackAll(Request.AckAll request, long now) {
    List<Lease> late = new ArrayList<>();
    for (Lease lease : request.leases()) {
      switch (machine.decide(new Command.Ack(lease.id(), lease.attempt()), now)) {
        case Decision.Accepted accepted -> commit(accepted.events());
        case Decision.Rejected refusal -> {
          countRefusal(refusal, lease);
          late.add(lease);
        }
      }
    }
    answer(lastSeq(), request.promise(), late);
  }

  private void extend(Request.Extend request, long now) {
    Lease lease = request.lease();
    switch (machine.decide(request.command(), now)) {
      case Decision.Accepted accepted -> {
        commit(accepted.events());
        Job job = after();
        Heartbeat.Status status =
            job.attempts().cancelRequested()
                ? Heartbeat.Status.CANCEL_REQUESTED
                : Heartbeat.Status.HELD;
        answer(lastSeq(), request.promise(), new Heartbeat(status, new Lease(job)));
      }
      case Decision.Rejected refusal -> {
        countRefusal(refusal, lease);
        switch (refusal.reason()) {
          case LATE, UNKNOWN_JOB ->
              answer(lastSeq(), request.promise(), new Heartbeat(Heartbeat.Status.LOST, lease));
          default -> refuse(lastSeq(), request.promise(), new RejectedException(refusal));
        }
      }
    }
  }

  private void countRefusal(Decision.Rejected refusal, Lease lease) {
    if (refusal.reason() == Decision.Reason.LATE) {
      counters.countLateAnswer();
      listener.lateAnswer(lease.id(), lease.attempt(), refusal.message());
    } else {
      counters.countRejected();
    }
  }

  private void change(Request.Change request, long now) {
    switch (machine.decide(request.command(), now)) {
      case Decision.Accepted accepted -> {
        commit(accepted.events());
        answer(lastSeq(), request.promise(), null);
      }
      case Decision.Rejected refusal -> reject(request, refusal);
    }
  }

  private void changeAll(Request.ChangeAll request, long now) {
    int changed = 0;
    for (Command command : request.commands()) {
      if (machine.decide(command, now) instanceof Decision.Accepted accepted
          && !accepted.events().isEmpty()) {
        commit(accepted.events());
        changed++;
      }
    }
    answer(lastSeq(), request.promise(), changed);
  }

  private <T> void query(Request.Query<T> request) {
    answer(lastSeq(), request.promise(), request.question().apply(machine));
  }

  /** A queue need never be idle, so those that were given up must not be kept until it is. */
  private void waitUntilIdle(Request.WhenIdle request) {
    idleWaiters.removeIf(CompletableFuture::isDone);
    idleWaiters.add(request.promise());
  }

  private void reject(Request request, Decision.Rejected refusal) {
    counters.countRejected();
    refuse(lastSeq(), request.promise(), new RejectedException(refusal));
  }

  /**
   * Comes the same way as the reservation, so that one or the other wins and no lease gets lost.
   */
  private void stopWaiting(Request.StopWaiting request) {
    if (waiting.remove(request.reserve())) {
      answer(0, request.reserve().promise(), List.of());
    }
    answer(0, request.promise(), null);
  }

  // ---- time

  /** Settles what is due and serves those who wait. */
  void tick(long now) {
    settleDue(now);
    fireSchedules(now);
    serveWaiting(now);
    if (!idleWaiters.isEmpty() && machine.stats().unfinished() == 0) {
      idleWaiters.forEach(promise -> answer(lastSeq(), promise, null));
      idleWaiters.clear();
    }
  }

  /** Bounded, so that others get their turn; what is left is due at once. */
  private void settleDue(long now) {
    for (int i = 0; i < DECISIONS_PER_TICK && machine.nextDueMillis() <= now; i++) {
      commit(accepted(new Command.Expire(SETTLED_PER_DECISION, entropy.nextLong()), now));
    }
  }

  private void fireSchedules(long now) {
    for (int i = 0; i < SETTLED_PER_DECISION; i++) {
      Optional<Schedule.Due> next = machine.nextSchedule();
      if (next.isEmpty() || next.get().nextAtMillis() > now) {
        return;
      }
      fire(next.get(), now);
    }
  }

  private void fire(Schedule.Due due, long now) {
    Schedule schedule = due.schedule();
    Recurrence.Firing firing =
        recurrence(schedule.rule())
            .fire(Instant.ofEpochMilli(due.nextAtMillis()), Instant.ofEpochMilli(now));
    Optional<JobId> run = firing.run().map(moment -> new JobId(schedule.name() + "@" + moment));
    long next = firing.next().toEpochMilli();
    switch (machine.decide(new Command.Fire(schedule.name(), run, next), now)) {
      case Decision.Accepted accepted -> commit(accepted.events());
      case Decision.Rejected _ -> {
        // A full or draining queue takes no run: it is left out, and the next one may fit.
        counters.countRejected();
        commit(accepted(new Command.Fire(schedule.name(), Optional.empty(), next), now));
      }
    }
    listener.scheduleFired(schedule, next);
  }

  private Recurrence recurrence(String rule) {
    if (recurrences.size() >= RECURRENCES_MAX) {
      recurrences.clear();
    }
    return recurrences.computeIfAbsent(rule, Recurrence::parse);
  }

  private void serveWaiting(long now) {
    waiting.serve(() -> machine.hasEligible(ANYTHING), request -> reserve(request, now));
    waiting.endExpired(request -> answer(0, request.promise(), List.of()));
  }

  private void reserveOrWait(Request.Reserve request, long now) {
    settleDue(now);
    if (!waiting.isEmpty() || request.promise().isDone() || !reserve(request, now)) {
      waiting.add(request);
    }
  }

  /**
   * Hands out jobs, or false if none is eligible. The dispatch itself need not be durable first:
   * losing it costs one more attempt. What made the jobs eligible must be, or a job that nobody has
   * enqueued could run.
   */
  private boolean reserve(Request.Reserve request, long now) {
    long seenSeq = 0;
    List<Lease> leases = new ArrayList<>(Math.min(request.jobsMax(), 16));
    while (leases.size() < request.jobsMax()) {
      Optional<Command.Reserve> wish = request.taker().wish(request.command());
      List<Event> events = wish.isEmpty() ? List.of() : accepted(wish.get(), now);
      if (events.isEmpty()) {
        break;
      }
      commit(events);
      seenSeq = Math.max(seenSeq, before().changedSeq());
      request.taker().taken(after());
      leases.add(new Lease(after()));
    }
    if (leases.isEmpty()) {
      return false;
    }
    answer(seenSeq, request.promise(), leases);
    return true;
  }

  /** Whether somebody waits for a job. */
  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /** When {@link #tick} has something to do, by the clock of the queue. */
  long nextDueMillis() {
    long next = machine.nextSchedule().map(Schedule.Due::nextAtMillis).orElse(Long.MAX_VALUE);
    return Math.min(next, machine.nextDueMillis());
  }

  /** When the first of those who wait gives up. */
  Deadline nextGivingUp() {
    return waiting.nextGivingUp();
  }

  // ---- the end and the beginning

  /** Nothing more will be done: all that waits is told why. */
  void refuseAll(Throwable why) {
    waiting.drain(request -> refuse(0, request.promise(), why));
    idleWaiters.forEach(promise -> refuse(0, promise, why));
    idleWaiters.clear();
  }

  /** Nothing more will be done for this request. */
  void refuse(Request request, Throwable why) {
    refuse(0, request.promise(), why);
  }

  /** Takes back what a process that is gone has left half done. Returns how many leases it held. */
  int interruptLeases(long now) {
    int interrupted = 0;
    List<Event> events = accepted(new Command.Interrupt(SETTLED_PER_DECISION), now);
    while (!events.isEmpty()) {
      for (Event event : events) {
        if (!(event instanceof Event.Forget)) {
          counters.countInterrupted();
          interrupted++;
        }
      }
      commit(events);
      events = accepted(new Command.Interrupt(SETTLED_PER_DECISION), now);
    }
    return interrupted;
  }

  // ---- events

  private List<Event> accepted(Command command, long now) {
    return switch (machine.decide(command, now)) {
      case Decision.Accepted accepted -> accepted.events();
      case Decision.Rejected refusal ->
          throw new IllegalStateException(
              "the queue refused its own " + command + ": " + refusal.message());
    };
  }

  private void commit(List<Event> events) {
    for (Event event : events) {
      commit(event);
    }
  }

  private void commit(Event event) {
    commitsBegun++;
    log.commit(event);
    counters.count(event);
    attempts.hear(event);
    if (!listener.equals(EngineListener.NONE)) {
      tell(event);
    }
  }

  private void tell(Event event) {
    switch (event) {
      case Event.Enqueue _ -> listener.enqueued(after());
      case Event.Dispatch e ->
          listener.dispatched(after(), Duration.ofMillis(e.atMillis() - eligibleAt(before())));
      case Event.Ack e ->
          listener.completed(
              before(),
              after(),
              Duration.ofMillis(e.atMillis() - before().attempts().dispatchedAtMillis()));
      case Event.Extend _ -> listener.extended(after());
      case Event.Fail e -> listener.failed(after(), e.error());
      case Event.Timeout _ -> listener.timedOut(after());
      case Event.Retry _ -> listener.retried(after());
      case Event.Dead _ -> listener.dead(after());
      case Event.Cancel e -> {
        if (e.requested()) {
          listener.cancelRequested(after());
        } else {
          listener.cancelled(after());
        }
      }
      case Event.Requeue _ -> listener.requeued(after());
      case Event.Forget _ -> listener.forgotten(before());
      case Event.Mode e -> machine.queue(e.queue()).ifPresent(listener::queueChanged);
      case Event.Configure e -> machine.queue(e.queue()).ifPresent(listener::queueChanged);
      case Event.Scheduled _, Event.Unscheduled _, Event.Fired _, Event.Tick _ -> {}
    }
  }

  private static long eligibleAt(Job waiting) {
    return Math.max(waiting.changedAtMillis(), waiting.runAtMillis());
  }

  private Job before() {
    return machine.jobBefore().orElseThrow();
  }

  private Job after() {
    return machine.jobAfter().orElseThrow();
  }

  private long lastSeq() {
    return machine.lastSeq();
  }

  private <T> void answer(long seenSeq, CompletableFuture<T> promise, @Nullable T value) {
    replies.add(Reply.answer(seenSeq, promise, value));
  }

  private void refuse(long seenSeq, CompletableFuture<?> promise, Throwable why) {
    replies.add(Reply.refusal(seenSeq, promise, why));
  }
}
