package dev.holdfast.core;

import static dev.holdfast.core.NaiveJob.Stand.CANCELLED;
import static dev.holdfast.core.NaiveJob.Stand.DEAD;
import static dev.holdfast.core.NaiveJob.Stand.DONE;
import static dev.holdfast.core.NaiveJob.Stand.HELD;
import static dev.holdfast.core.NaiveJob.Stand.WAITING;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The job rules once more, as dumbly as possible: one list of all jobs that there ever were, looked
 * through from end to end for every question. Nothing is indexed; a command says what happens and
 * how it changes the jobs. To be believed at sight. What new jobs are refused for stands in {@link
 * NaiveAdmission}, who is served next in {@link NaiveService}, what recurs in {@link
 * NaiveSchedules}.
 */
final class NaiveQueue {
  /** What happens, and what it changes. */
  record Happening(Event event, Runnable effect) {}

  /** A command that is not granted. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(Decision.Reason reason, Object subject) {
      super(reason + " " + subject);
    }
  }

  /** What the machine must say as well. */
  record Said(List<Event> events, String refusal) {}

  private static final Comparator<NaiveJob> BY_DEADLINE =
      Comparator.<NaiveJob>comparingLong(job -> job.deadline).thenComparingLong(job -> job.seq);

  final Limits limits;
  final List<NaiveJob> ever = new ArrayList<>();
  final NaiveService service = new NaiveService(ever);
  private final NaiveAdmission admission = new NaiveAdmission(this);
  private final NaiveSchedules schedules;
  private final NaiveRetention retention;
  private long lastSeq;

  NaiveQueue(Limits limits) {
    this.limits = limits;
    this.retention = new NaiveRetention(service, limits);
    this.schedules = new NaiveSchedules(admission, limits);
  }

  Said execute(Command command, long nowMillis) {
    long now = Math.max(nowMillis, service.clock);
    try {
      List<Happening> happenings = decide(command, now);
      for (Happening happening : happenings) {
        service.clock = now;
        service.settle();
        lastSeq++;
        happening.effect.run();
        service.settle();
      }
      return new Said(happenings.stream().map(Happening::event).toList(), "");
    } catch (Refused refused) {
      return new Said(List.of(), refused.getMessage());
    }
  }

  private List<Happening> decide(Command command, long now) {
    return switch (command) {
      case Command.Enqueue c -> enqueue(c.jobs(), now);
      case Command.Reserve c -> reserve(c, now);
      case Command.Ack c -> ack(c, now);
      case Command.Extend c -> extend(c, now);
      case Command.Release c -> release(c, now);
      case Command.Fail c -> fail(c, now);
      case Command.Cancel c -> cancel(c, now);
      case Command.Requeue c -> requeue(c.id(), now);
      case Command.Forget c -> forget(c.id(), now);
      case Command.SetMode c -> setMode(c, now);
      case Command.Configure c -> configure(c, now);
      case Command.PutSchedule c -> schedules.put(c, now);
      case Command.RemoveSchedule c -> schedules.remove(c.name(), now);
      case Command.Fire c -> fire(c, now);
      case Command.Expire c -> expire(c.jobsMax(), c.entropy(), now);
      case Command.Interrupt c -> interrupt(c.jobsMax(), now);
    };
  }

  NaiveJob find(JobId id) {
    return service.jobs(job -> job.id().equals(id)).findFirst().orElse(null);
  }

  private NaiveJob get(JobId id) {
    NaiveJob job = find(id);
    if (job == null) {
      throw new Refused(Decision.Reason.UNKNOWN_JOB, id);
    }
    return job;
  }

  private NaiveJob held(JobId id, int attempt) {
    NaiveJob job = get(id);
    if (job.stand != HELD || job.attempt != attempt) {
      throw new Refused(Decision.Reason.LATE, id);
    }
    return job;
  }

  // ---- new jobs

  private List<Happening> enqueue(List<JobSpec> batch, long now) {
    List<JobSpec> added = admission.admit(batch, now);
    List<Happening> all = new ArrayList<>();
    for (int i = 0; i < added.size(); i++) {
      JobSpec spec = added.get(i);
      long window = service.settings(spec.queue()).dedupMillis();
      JobSpec full = spec.dedupMillis() > 0 ? spec : spec.toBuilder().dedupMillis(window).build();
      Event event = new Event.Enqueue(full, added.size() - i - 1, now);
      all.add(new Happening(event, () -> add(full)));
    }
    return all;
  }

  private void add(JobSpec spec) {
    List<NaiveJob> parents = spec.dependsOn().stream().map(this::find).toList();
    NaiveJob job = new NaiveJob(spec, parents, lastSeq, service.clock);
    dropLostParents(job);
    ever.add(job);
  }

  /** A job that runs whatever became of its parents does not wait for those that are lost. */
  private static void dropLostParents(NaiveJob job) {
    if (job.stand == WAITING && job.spec.onParentFailure() == ParentFailure.RUN) {
      job.parents.removeIf(parent -> parent.remembered && parent.isLost());
    }
  }

  // ---- workers

  private List<Happening> reserve(Command.Reserve wish, long now) {
    NaiveJob job = service.next(wish);
    if (job == null) {
      return List.of();
    }
    long deadline = now + (wish.leaseMillis() > 0 ? wish.leaseMillis() : lease(job));
    int attempt = job.attempt + 1;
    return happens(
        new Event.Dispatch(job.id(), attempt, wish.worker(), deadline, now),
        () -> {
          service.pass(job);
          job.stand = HELD;
          job.attempt = attempt;
          job.worker = wish.worker();
          job.deadline = deadline;
          job.dispatchedAt = now;
          job.progress = Payload.EMPTY;
          job.result = Payload.EMPTY;
        });
  }

  private long lease(NaiveJob job) {
    long ofQueue = service.settings(job.spec.queue()).leaseMillis();
    return job.spec.leaseMillis() > 0
        ? job.spec.leaseMillis()
        : ofQueue > 0 ? ofQueue : limits.leaseMillis();
  }

  private List<Happening> ack(Command.Ack c, long now) {
    NaiveJob job = get(c.id());
    if (c.result().size() > limits.resultBytesMax()) {
      throw new Refused(Decision.Reason.RESULT_TOO_LARGE, c.id());
    }
    if (job.stand == DONE && job.attempt == c.attempt()) {
      return List.of();
    }
    held(c.id(), c.attempt());
    return happens(
        new Event.Ack(c.id(), c.attempt(), c.result(), now),
        () -> {
          job.comesTo(DONE, now);
          job.reason = "";
          job.result = c.result();
          job.parents.clear();
        });
  }

  private List<Happening> extend(Command.Extend c, long now) {
    get(c.id());
    if (c.progress().size() > limits.progressBytesMax()) {
      throw new Refused(Decision.Reason.PROGRESS_TOO_LARGE, c.id());
    }
    NaiveJob job = held(c.id(), c.attempt());
    long deadline = now + (c.leaseMillis() > 0 ? c.leaseMillis() : lease(job));
    return happens(
        new Event.Extend(c.id(), c.attempt(), deadline, c.progress(), now),
        () -> {
          job.deadline = deadline;
          job.progress = c.progress().isEmpty() ? job.progress : c.progress();
        });
  }

  private List<Happening> release(Command.Release c, long now) {
    NaiveJob job = held(c.id(), c.attempt());
    if (job.cancelling) {
      return List.of(cancelled(job, job.reason, now));
    }
    long runAt = c.delayMillis() == 0 ? 0 : now + c.delayMillis();
    Event event = new Event.Retry(c.id(), c.attempt(), job.failures, true, runAt, now);
    return happens(event, () -> waitsAgain(job, runAt, now));
  }

  private List<Happening> fail(Command.Fail c, long now) {
    NaiveJob job = held(c.id(), c.attempt());
    Event event = new Event.Fail(c.id(), c.attempt(), c.error(), c.errorType(), now);
    return List.of(
        failed(job, event, new AttemptError(c.attempt(), c.error(), c.errorType(), now)),
        verdict(job, c.error(), c.then(), now, c.entropy()));
  }

  private static Happening failed(NaiveJob job, Event event, AttemptError error) {
    return new Happening(
        event,
        () -> {
          job.failures++;
          job.deadline = 0;
          job.errors.add(error);
          job.errors = job.errors.subList(Math.max(0, job.errors.size() - 10), job.errors.size());
          job.reason = job.cancelling ? job.reason : error.message();
        });
  }

  /** What an attempt comes to that fails just now. */
  private Happening verdict(NaiveJob job, String why, Command.Then then, long now, long entropy) {
    int failures = job.failures + 1;
    if (job.cancelling) {
      return cancelled(job, job.reason, now);
    }
    if (!then.retryable()) {
      return dead(job, "given up: " + why, now);
    }
    if (failures >= tries(job)) {
      return dead(job, "failed " + NaiveJob.times(failures) + ", at last: " + why, now);
    }
    long wait =
        then.afterMillis().orElseGet(() -> backoff(job).delayMillis(failures, entropy ^ job.seq));
    long runAt = wait == 0 ? 0 : now + wait;
    Event event = new Event.Retry(job.id(), job.attempt, failures, false, runAt, now);
    return new Happening(event, () -> waitsAgain(job, runAt, now));
  }

  private int tries(NaiveJob job) {
    int ofQueue = service.settings(job.spec.queue()).failuresMax();
    return job.spec.failuresMax() > 0
        ? job.spec.failuresMax()
        : ofQueue > 0 ? ofQueue : limits.failuresMax();
  }

  private Backoff backoff(NaiveJob job) {
    return job.spec
        .backoff()
        .or(service.settings(job.spec.queue())::backoff)
        .orElse(limits.backoff());
  }

  private static void waitsAgain(NaiveJob job, long runAt, long now) {
    job.comesTo(WAITING, now);
    job.runAt = runAt;
  }

  private Happening dead(NaiveJob job, String reason, long now) {
    Event event = new Event.Dead(job.id(), job.attempt, reason, now);
    return new Happening(event, () -> lose(job, DEAD, reason, now));
  }

  private Happening cancelled(NaiveJob job, String reason, long now) {
    Event event = new Event.Cancel(job.id(), job.attempt, false, reason, now);
    return new Happening(event, () -> lose(job, CANCELLED, reason, now));
  }

  private void lose(NaiveJob job, NaiveJob.Stand end, String reason, long now) {
    job.comesTo(end, now);
    job.reason = reason;
    service.jobs(other -> other.parents.contains(job)).forEach(NaiveQueue::dropLostParents);
  }

  // ---- clients

  private List<Happening> cancel(Command.Cancel c, long now) {
    NaiveJob job = get(c.id());
    return switch (job.stand) {
      case WAITING -> List.of(cancelled(job, c.reason(), now));
      case HELD ->
          job.cancelling
              ? List.of()
              : happens(
                  new Event.Cancel(c.id(), job.attempt, true, c.reason(), now),
                  () -> {
                    job.cancelling = true;
                    job.reason = c.reason();
                  });
      case CANCELLED -> List.of();
      case DONE, DEAD -> throw new Refused(Decision.Reason.WRONG_STATE, c.id());
    };
  }

  private List<Happening> requeue(JobId id, long now) {
    NaiveJob job = get(id);
    return switch (job.stand) {
      case WAITING, HELD -> List.of();
      case DONE -> throw new Refused(Decision.Reason.WRONG_STATE, id);
      case DEAD, CANCELLED ->
          happens(
              new Event.Requeue(id, job.attempt, now),
              () -> {
                waitsAgain(job, 0, now);
                job.failures = 0;
                job.interruptions = 0;
                job.expiresAt = 0;
                job.progress = Payload.EMPTY;
                job.result = Payload.EMPTY;
                dropLostParents(job);
              });
    };
  }

  private List<Happening> forget(JobId id, long now) {
    NaiveJob job = get(id);
    if (!retention.mayBeForgotten(job)) {
      throw new Refused(Decision.Reason.WRONG_STATE, id);
    }
    return List.of(forgotten(job, now));
  }

  private static Happening forgotten(NaiveJob job, long now) {
    long until = job.enqueuedAt + job.window;
    return new Happening(
        new Event.Forget(job.id(), until > now ? until : 0, now), () -> job.remembered = false);
  }

  // ---- queues, and what recurs

  private List<Happening> setMode(Command.SetMode c, long now) {
    if (service.mode(c.queue()) == c.mode()) {
      return List.of();
    }
    admission.checkQueueIsThere(c.queue());
    return happens(
        new Event.Mode(c.queue(), c.mode(), now), () -> service.setMode(c.queue(), c.mode()));
  }

  private List<Happening> configure(Command.Configure c, long now) {
    if (service.settings(c.queue()).equals(c.settings())) {
      return List.of();
    }
    admission.checkQueueIsThere(c.queue());
    return happens(
        new Event.Configure(c.queue(), c.settings(), now),
        () -> service.configure(c.queue(), c.settings()));
  }

  private List<Happening> fire(Command.Fire c, long now) {
    Schedule.Due due = schedules.due(c, now);
    List<Happening> all = new ArrayList<>();
    c.run()
        .ifPresent(id -> all.addAll(enqueue(List.of(due.schedule().template().withId(id)), now)));
    all.add(schedules.fired(c, due, now));
    return all;
  }

  // ---- time, and the end of a process

  private List<Happening> expire(int max, long entropy, long now) {
    List<Happening> all = new ArrayList<>();
    List<NaiveJob> doomed = service.jobs(job -> job.lostParent() != null).toList();
    int left = max;
    for (NaiveJob job : firsts(doomed, left)) {
      NaiveJob parent = job.lostParent();
      String end = parent.stand == DEAD ? "dead" : "cancelled";
      all.add(dead(job, "dependency " + parent.id() + " is " + end, now));
      left--;
    }
    List<NaiveJob> late =
        service.jobs(job -> job.stand == HELD && job.deadline <= now).sorted(BY_DEADLINE).toList();
    for (NaiveJob job : firsts(late, left)) {
      AttemptError error = new AttemptError(job.attempt, "timed out", "timeout", now);
      all.add(failed(job, new Event.Timeout(job.id(), job.attempt, now), error));
      all.add(verdict(job, "timed out", Command.Then.RETRY, now, entropy));
      left--;
    }
    List<NaiveJob> tooLate =
        service
            .jobs(job -> job.expires() && job.expiresAt <= now && job.lostParent() == null)
            .sorted(
                Comparator.<NaiveJob>comparingLong(job -> job.expiresAt)
                    .thenComparingLong(job -> job.seq))
            .toList();
    for (NaiveJob job : firsts(tooLate, left)) {
      all.add(dead(job, "nobody began with it before it expired", now));
      left--;
    }
    retention.over(left, now).forEach(job -> all.add(forgotten(job, now)));
    if (all.isEmpty() && timeMatters(now)) {
      all.add(new Happening(new Event.Tick(now), () -> {}));
    }
    return all;
  }

  private boolean timeMatters(long now) {
    return service
            .jobs(job -> job.state(service.clock) == JobState.SCHEDULED && job.runAt <= now)
            .findAny()
            .isPresent()
        || service.openings().stream().anyMatch(at -> at <= now);
  }

  private List<Happening> interrupt(int max, long now) {
    List<Happening> all = new ArrayList<>();
    List<NaiveJob> held = service.jobs(job -> job.stand == HELD).sorted(BY_DEADLINE).toList();
    for (NaiveJob job : firsts(held, max)) {
      int interruptions = job.interruptions + 1;
      if (job.cancelling) {
        all.add(cancelled(job, job.reason, now));
      } else if (interruptions >= limits.interruptionsMax()) {
        all.add(
            dead(job, "its process died " + NaiveJob.times(interruptions) + " while it ran", now));
      } else {
        all.add(
            new Happening(
                new Event.Retry(job.id(), job.attempt, job.failures, false, 0, now),
                () -> {
                  waitsAgain(job, 0, now);
                  job.interruptions = interruptions;
                }));
      }
    }
    return all;
  }

  private static <T> List<T> firsts(List<T> list, int max) {
    return list.subList(0, Math.min(max, list.size()));
  }

  static List<Happening> happens(Event event, Runnable effect) {
    return List.of(new Happening(event, effect));
  }

  // ---- what there is to see

  /** From when on Expire has something to say. */
  long nextDue() {
    if (service.jobs(job -> job.lostParent() != null).findAny().isPresent()) {
      return 0;
    }
    List<Long> moments = new ArrayList<>(service.openings());
    for (NaiveJob job : service.jobs(job -> true).toList()) {
      if (job.stand == HELD) {
        moments.add(job.deadline);
      }
      if (job.state(service.clock) == JobState.SCHEDULED) {
        moments.add(job.runAt);
      }
      if (job.expires()) {
        moments.add(job.expiresAt);
      }
    }
    service.queueNames().forEach(queue -> moments.add(retention.due(queue)));
    return moments.stream().mapToLong(at -> at).min().orElse(Long.MAX_VALUE);
  }

  /** All jobs in the words of {@link Trace}, in the order of enqueueing. */
  List<String> describe() {
    return service.jobs(job -> true).map(job -> job.describe(service.clock)).toList();
  }

  List<QueueInfo> queues() {
    return service.queues(lastSeq);
  }

  List<Schedule.Due> schedules() {
    return schedules.all();
  }
}
