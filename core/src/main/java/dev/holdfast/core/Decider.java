package dev.holdfast.core;

import dev.holdfast.core.Decision.Accepted;
import dev.holdfast.core.Decision.Reason;
import dev.holdfast.core.Decision.Rejected;
import dev.holdfast.core.internal.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What each command leads to: reads the state, never changes it. */
final class Decider {
  private final MachineState state;
  private final Limits limits;

  Decider(MachineState state, Limits limits) {
    this.state = state;
    this.limits = limits;
  }

  Decision decide(Command command, long nowMillis) {
    return switch (command) {
      case Command.Enqueue enqueue ->
          new Admission(state, limits, enqueue.jobs()).decide(nowMillis);
      case Command.Reserve reserve -> reserve(reserve, nowMillis);
      case Command.Ack ack -> ack(ack, nowMillis);
      case Command.Fail fail -> fail(fail, nowMillis);
      case Command.Expire expire -> expire(expire.jobsMax(), nowMillis);
      case Command.Interrupt interrupt -> interrupt(interrupt.jobsMax(), nowMillis);
    };
  }

  private Decision reserve(Command.Reserve command, long now) {
    long deadline = Math.min(now, Long.MAX_VALUE - limits.leaseMillis()) + limits.leaseMillis();
    List<Event> events = new ArrayList<>();
    for (int slot : eligible(command.jobsMax(), now)) {
      Job job = state.table.get(slot);
      events.add(new Event.Dispatch(job.id(), job.attempt() + 1, command.worker(), deadline, now));
    }
    return new Accepted(events);
  }

  /**
   * The first jobs to serve. Those that fell due since the last event are still SCHEDULED; the
   * events of this very decision will promote them, so they are merged here once, not again and
   * again.
   */
  private int[] eligible(int max, long now) {
    int[] pending = state.pending.first(max, Long.MAX_VALUE);
    int[] due = state.scheduled.first(Integer.MAX_VALUE, now);
    if (due.length == 0) {
      return pending;
    }
    Comparator<Integer> inOrderOfService =
        Comparator.<Integer>comparingLong(slot -> MachineState.serviceKey(state.table.get(slot)))
            .thenComparingInt(slot -> slot);
    return IntStream.concat(IntStream.of(pending), IntStream.of(due))
        .boxed()
        .sorted(inOrderOfService)
        .limit(max)
        .mapToInt(slot -> slot)
        .toArray();
  }

  private Decision ack(Command.Ack command, long now) {
    int slot = state.table.slotOf(command.id());
    if (slot == JobTable.NONE) {
      return unknown(command.id());
    }
    Job job = state.table.get(slot);
    if (job.state() == JobState.COMPLETED && job.attempt() == command.attempt()) {
      return new Accepted(List.of());
    }
    if (!isHeldBy(command.attempt(), job)) {
      return late(job, command.attempt());
    }
    return new Accepted(List.of(new Event.Ack(job.id(), job.attempt(), now)));
  }

  private Decision fail(Command.Fail command, long now) {
    int slot = state.table.slotOf(command.id());
    if (slot == JobTable.NONE) {
      return unknown(command.id());
    }
    Job job = state.table.get(slot);
    if (!isHeldBy(command.attempt(), job)) {
      return late(job, command.attempt());
    }
    String error = Names.fit(command.error(), limits.reasonCharsMax());
    return new Accepted(
        List.of(
            new Event.Fail(job.id(), job.attempt(), error, now),
            verdict(job, job.failures() + 1, error, now)));
  }

  private Decision expire(int jobsMax, long now) {
    List<Event> events = new ArrayList<>();
    int[] doomed = state.doomed.first(jobsMax, Long.MAX_VALUE);
    for (int slot : doomed) {
      Job job = state.table.get(slot);
      events.add(dead(job, "dependency " + deadDependency(job) + " is dead", now));
    }
    int[] expired =
        doomed.length == jobsMax ? new int[0] : state.inFlight.first(jobsMax - doomed.length, now);
    for (int slot : expired) {
      Job job = state.table.get(slot);
      if (lacksVerdict(job)) {
        events.add(verdict(job, job.failures(), job.reason(), now));
      } else {
        events.add(new Event.Timeout(job.id(), job.attempt(), now));
        events.add(verdict(job, job.failures() + 1, Transitions.TIMED_OUT, now));
      }
    }
    return new Accepted(events);
  }

  private Decision interrupt(int jobsMax, long now) {
    List<Event> events = new ArrayList<>();
    for (int slot : state.inFlight.first(jobsMax, Long.MAX_VALUE)) {
      events.add(interrupted(state.table.get(slot), now));
    }
    return new Accepted(events);
  }

  private Event interrupted(Job job, long now) {
    if (lacksVerdict(job)) {
      return verdict(job, job.failures(), job.reason(), now);
    }
    int failedHere = job.failures() - job.spec().failures();
    int interruptions = job.attempt() - failedHere;
    if (interruptions >= limits.interruptionsMax()) {
      // A job that kills its process must not do so for ever.
      return dead(job, "its process died " + times(interruptions) + " while it ran", now);
    }
    return new Event.Retry(job.id(), job.attempt(), job.failures(), 0, now);
  }

  private Event verdict(Job job, int failures, String reason, long now) {
    return failures < limits.failuresMax()
        ? new Event.Retry(job.id(), job.attempt(), failures, 0, now)
        : dead(job, "failed " + times(failures) + ", at last: " + reason, now);
  }

  private Event dead(Job job, String reason, long now) {
    return new Event.Dead(job.id(), job.attempt(), Names.fit(reason, limits.reasonCharsMax()), now);
  }

  private JobId deadDependency(Job job) {
    for (JobId dependency : job.spec().dependsOn()) {
      if (state.table.get(state.table.slotOf(dependency)).state() == JobState.DEAD) {
        return dependency;
      }
    }
    throw new IllegalStateException(job.id() + " is doomed, but no dependency of it is dead");
  }

  /** Whether the attempt holds the job and has not failed. */
  private static boolean isHeldBy(int attempt, Job job) {
    return job.state() == JobState.IN_FLIGHT && job.attempt() == attempt && !lacksVerdict(job);
  }

  /** Whether the log ended between the failure of the attempt and what followed from it. */
  private static boolean lacksVerdict(Job job) {
    return job.deadlineMillis() == 0;
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  private static Rejected unknown(JobId id) {
    return new Rejected(Reason.UNKNOWN_JOB, id, "there is no job " + id);
  }

  private static Rejected late(Job job, int attempt) {
    return new Rejected(
        Reason.LATE,
        job.id(),
        "attempt %d does not hold job %s, which is %s at attempt %d"
            .formatted(attempt, job.id(), job.state(), job.attempt()));
  }
}
