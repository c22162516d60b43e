package dev.holdfast.core;

import dev.holdfast.core.Decision.Accepted;
import dev.holdfast.core.internal.Names;
import dev.holdfast.core.internal.SlotHeap;
import java.util.ArrayList;
import java.util.List;

/** What comes of time that passes, of attempts that end badly, and of a process that died. */
final class Settlement {
  private final MachineState state;
  private final Rules rules;

  Settlement(MachineState state, Rules rules) {
    this.state = state;
    this.rules = rules;
  }

  /** From which moment on {@link #expire} has something to say; 0 is at once. */
  long nextDueMillis() {
    if (!state.doomed.isEmpty()) {
      return 0;
    }
    long due = Long.MAX_VALUE;
    due = state.inFlight.isEmpty() ? due : Math.min(due, state.inFlight.firstKey());
    due = state.scheduled.isEmpty() ? due : Math.min(due, state.scheduled.firstKey());
    due = state.expiring.isEmpty() ? due : Math.min(due, state.expiring.firstKey());
    due =
        state.queues.gates.throttled.isEmpty()
            ? due
            : Math.min(due, state.queues.gates.throttled.firstKey());
    due =
        state.queues.endings.keeping.isEmpty()
            ? due
            : Math.min(due, state.queues.endings.keeping.firstKey());
    return due;
  }

  Decision expire(Command.Expire command, long now) {
    List<Event> events = new ArrayList<>();
    int left = command.jobsMax();
    left -= loseDoomed(events, left, now);
    left -= timeOut(events, left, now, command.entropy());
    left -= loseExpired(events, left, now);
    forgetEnded(events, left, now);
    if (events.isEmpty() && waitsForTime(now)) {
      events.add(new Event.Tick(now));
    }
    return new Accepted(events);
  }

  private boolean waitsForTime(long now) {
    return (!state.scheduled.isEmpty() && state.scheduled.firstKey() <= now)
        || (!state.queues.gates.throttled.isEmpty()
            && state.queues.gates.throttled.firstKey() <= now);
  }

  private int loseDoomed(List<Event> events, int max, long now) {
    int[] doomed = state.doomed.first(max, Long.MAX_VALUE);
    for (int slot : doomed) {
      Job job = state.table.get(slot);
      events.add(dead(job, lostDependency(job), now));
    }
    return doomed.length;
  }

  private int timeOut(List<Event> events, int max, long now, long entropy) {
    if (max == 0) {
      return 0;
    }
    int[] expired = state.inFlight.first(max, now);
    for (int slot : expired) {
      Job job = state.table.get(slot);
      int failures = job.failures();
      String reason = job.reason();
      if (!job.lacksVerdict()) {
        events.add(new Event.Timeout(job.id(), job.attempt(), now));
        failures++;
        reason = Transitions.TIMED_OUT;
      }
      events.add(verdict(job, failures, reason, Command.Then.RETRY, now, entropy));
    }
    return expired.length;
  }

  private int loseExpired(List<Event> events, int max, long now) {
    if (max == 0) {
      return 0;
    }
    int count = 0;
    for (int slot : state.expiring.first(max + state.doomed.size(), now)) {
      // One that is doomed as well dies of that, above.
      if (count < max && !state.doomed.contains(slot)) {
        events.add(dead(state.table.get(slot), "nobody began with it before it expired", now));
        count++;
      }
    }
    return count;
  }

  private void forgetEnded(List<Event> events, int max, long now) {
    int left = max;
    for (int number : state.queues.endings.keeping.first(left, now)) {
      QueueState queue = state.queues.endings.queue(number);
      Retention rule = state.queues.endings.retention(queue);
      left -=
          forgetEnded(events, queue.finished, rule.finishedMax(), rule.finishedMillis(), left, now);
      left -= forgetEnded(events, queue.dead, rule.deadMax(), rule.deadMillis(), left, now);
    }
  }

  private int forgetEnded(
      List<Event> events, SlotHeap ended, int max, long millis, int left, long now) {
    if (left == 0) {
      return 0;
    }
    int tooMany = Math.max(0, ended.size() - max);
    int[] tooOld = now < millis ? new int[0] : ended.first(left, now - millis);
    int[] slots =
        tooMany > tooOld.length ? ended.first(Math.min(left, tooMany), Long.MAX_VALUE) : tooOld;
    for (int slot : slots) {
      events.add(forgotten(state.table.get(slot), now));
    }
    return slots.length;
  }

  Event forgotten(Job job, long now) {
    long until = job.dedupUntilMillis();
    return new Event.Forget(job.id(), until > now ? until : 0, now);
  }

  Accepted interrupt(int jobsMax, long now) {
    List<Event> events = new ArrayList<>();
    // The last first: nobody may depend on what is taken back.
    for (int i = state.openBatch.size() - 1; i >= 0 && events.size() < jobsMax; i--) {
      events.add(new Event.Forget(state.openBatch.get(i), 0, now));
    }
    if (events.isEmpty()) {
      for (int slot : state.inFlight.first(jobsMax, Long.MAX_VALUE)) {
        events.add(interrupted(state.table.get(slot), now));
      }
    }
    return new Accepted(events);
  }

  private Event interrupted(Job job, long now) {
    if (job.lacksVerdict()) {
      return verdict(job, job.failures(), job.reason(), Command.Then.RETRY, now, 0);
    }
    if (job.attempts().cancelRequested()) {
      return cancelled(job, now);
    }
    int interruptions = job.attempts().interruptions() + 1;
    if (interruptions >= rules.limits().interruptionsMax()) {
      // A job that kills its process must not do so for ever.
      return dead(job, "its process died " + times(interruptions) + " while it ran", now);
    }
    return new Event.Retry(job.id(), job.attempt(), job.failures(), false, 0, now);
  }

  /** What a failed attempt comes to. */
  Event verdict(Job job, int failures, String reason, Command.Then then, long now, long entropy) {
    if (job.attempts().cancelRequested()) {
      return cancelled(job, now);
    }
    if (!then.retryable()) {
      return dead(job, "given up: " + reason, now);
    }
    if (failures >= rules.failuresMax(job)) {
      return dead(job, "failed " + times(failures) + ", at last: " + reason, now);
    }
    long delay = then.afterMillis().orElseGet(() -> rules.backoffMillis(job, failures, entropy));
    long runAt = delay == 0 ? 0 : Rules.after(now, delay);
    return new Event.Retry(job.id(), job.attempt(), failures, false, runAt, now);
  }

  /** The attempt of a job that was called off has ended. */
  Event cancelled(Job job, long now) {
    return new Event.Cancel(job.id(), job.attempt(), false, job.reason(), now);
  }

  private Event dead(Job job, String reason, long now) {
    return new Event.Dead(
        job.id(), job.attempt(), Names.fit(reason, rules.limits().reasonCharsMax()), now);
  }

  private String lostDependency(Job job) {
    for (JobId dependency : job.spec().dependsOn()) {
      int slot = state.parent(job, dependency);
      if (slot != JobTable.NONE && state.table.get(slot).state().isLost()) {
        String end = state.table.get(slot).state() == JobState.DEAD ? "dead" : "cancelled";
        return "dependency " + dependency + " is " + end;
      }
    }
    throw new IllegalStateException(job.id() + " is doomed, but no dependency of it is lost");
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }
}
