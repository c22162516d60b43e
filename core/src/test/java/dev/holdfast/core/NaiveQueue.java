package dev.holdfast.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The job rules once more, as dumbly as possible: one list of jobs in the order of enqueueing,
 * looked through from end to end for every question. No events are applied and nothing is indexed;
 * each command changes the jobs and says what it did. To be believed at sight.
 */
final class NaiveQueue {
  private enum Stand {
    WAITING,
    HELD,
    DONE,
    DEAD
  }

  private static final class Entry {
    final JobSpec spec;
    final int place;
    Stand stand = Stand.WAITING;
    int attempt;
    int failures;
    long runAt;
    String worker = "";
    long deadline;
    String reason = "";

    Entry(JobSpec spec, int place) {
      this.spec = spec;
      this.place = place;
      this.failures = spec.failures();
      this.runAt = spec.runAtMillis();
    }
  }

  private final Limits limits;
  private final Map<JobId, Entry> jobs = new LinkedHashMap<>();
  private long clock;

  NaiveQueue(Limits limits) {
    this.limits = limits;
  }

  /** Does it, and says what happened, in the words of {@link Trace}. */
  List<String> execute(Command command, long nowMillis) {
    long now = Math.max(nowMillis, clock);
    List<String> trace =
        switch (command) {
          case Command.Enqueue enqueue -> enqueue(enqueue.jobs());
          case Command.Reserve reserve -> reserve(reserve.worker(), reserve.jobsMax(), now);
          case Command.Ack ack -> ack(ack.id(), ack.attempt());
          case Command.Fail fail -> fail(fail.id(), fail.attempt(), fail.error());
          case Command.Expire expire -> expire(expire.jobsMax(), now);
          case Command.Interrupt interrupt -> interrupt(interrupt.jobsMax());
        };
    boolean somethingHappened = !trace.isEmpty() && !trace.getFirst().startsWith("refused");
    clock = somethingHappened ? now : clock;
    return trace;
  }

  // ---- what each command does

  private List<String> enqueue(List<JobSpec> batch) {
    if (batch.size() > limits.batchJobsMax()) {
      return refused("BATCH_TOO_LARGE", batch.get(limits.batchJobsMax()).id());
    }
    for (JobSpec spec : batch) {
      if (spec.payload().size() > limits.payloadBytesMax()) {
        return refused("PAYLOAD_TOO_LARGE", spec.id());
      }
      if (spec.dependsOn().size() > limits.dependenciesMax()) {
        return refused("TOO_MANY_DEPENDENCIES", spec.id());
      }
    }
    Map<JobId, JobSpec> added = new LinkedHashMap<>();
    List<JobId> named = new ArrayList<>();
    for (JobSpec spec : batch) {
      if (named.contains(spec.id())) {
        return refused("DUPLICATE_IN_BATCH", spec.id());
      }
      named.add(spec.id());
      if (!jobs.containsKey(spec.id())) {
        added.put(spec.id(), spec);
        if (jobs.size() + added.size() > limits.jobsMax()) {
          return refused("QUEUE_FULL", spec.id());
        }
      } else if (!jobs.get(spec.id()).spec.equals(spec)) {
        return refused("ID_CONFLICT", spec.id());
      }
    }
    for (JobSpec spec : added.values()) {
      if (!spec.dependsOn().stream().allMatch(d -> jobs.containsKey(d) || added.containsKey(d))) {
        return refused("MISSING_DEPENDENCY", spec.id());
      }
    }
    List<JobSpec> ordered = new ArrayList<>();
    for (JobSpec spec : added.values()) {
      JobId inCycle = list(spec, added, new ArrayList<>(), ordered);
      if (inCycle != null) {
        return refused("DEPENDENCY_CYCLE", inCycle);
      }
    }
    List<String> trace = new ArrayList<>();
    for (JobSpec spec : ordered) {
      jobs.put(spec.id(), new Entry(spec, jobs.size()));
      trace.add(Trace.of(new Event.Enqueue(spec, 0)));
    }
    return trace;
  }

  /** Lists what a job depends on, then the job. Returns a job that depends on itself, if any. */
  private static JobId list(
      JobSpec spec, Map<JobId, JobSpec> added, List<JobId> dependents, List<JobSpec> ordered) {
    if (dependents.contains(spec.id())) {
      return spec.id();
    }
    dependents.add(spec.id());
    for (JobId dependency : spec.dependsOn()) {
      if (added.containsKey(dependency) && !ordered.contains(added.get(dependency))) {
        JobId inCycle = list(added.get(dependency), added, dependents, ordered);
        if (inCycle != null) {
          return inCycle;
        }
      }
    }
    dependents.remove(spec.id());
    if (!ordered.contains(spec)) {
      ordered.add(spec);
    }
    return null;
  }

  private List<String> reserve(String worker, int max, long now) {
    List<Entry> served =
        all(job -> job.stand == Stand.WAITING && job.runAt <= now && dependenciesAreDone(job))
            .sorted(
                Comparator.<Entry>comparingInt(job -> -job.spec.priority())
                    .thenComparingInt(job -> job.place))
            .limit(max)
            .toList();
    for (Entry job : served) {
      job.stand = Stand.HELD;
      job.attempt++;
      job.worker = worker;
      job.deadline = now + limits.leaseMillis();
    }
    return served.stream()
        .map(job ->
            "DISPATCH %s attempt=%d worker=%s deadline=%d"
                .formatted(job.spec.id(), job.attempt, worker, job.deadline))
        .toList();
  }

  private List<String> ack(JobId id, int attempt) {
    Entry job = jobs.get(id);
    if (job == null) {
      return refused("UNKNOWN_JOB", id);
    }
    if (job.stand == Stand.DONE && job.attempt == attempt) {
      return List.of();
    }
    if (job.stand != Stand.HELD || job.attempt != attempt) {
      return refused("LATE", id);
    }
    release(job, Stand.DONE);
    job.reason = "";
    return List.of("ACK %s attempt=%d".formatted(id, attempt));
  }

  private List<String> fail(JobId id, int attempt, String error) {
    Entry job = jobs.get(id);
    if (job == null) {
      return refused("UNKNOWN_JOB", id);
    }
    if (job.stand != Stand.HELD || job.attempt != attempt) {
      return refused("LATE", id);
    }
    return List.of("FAIL %s attempt=%d \"%s\"".formatted(id, attempt, error), failed(job, error));
  }

  private List<String> expire(int max, long now) {
    List<Entry> doomed =
        all(job -> job.stand == Stand.WAITING && deadDependency(job) != null).limit(max).toList();
    List<Entry> expired =
        all(job -> job.stand == Stand.HELD && job.deadline <= now)
            .sorted(
                Comparator.<Entry>comparingLong(job -> job.deadline)
                    .thenComparingInt(job -> job.place))
            .limit(max - doomed.size())
            .toList();
    // The whole decision is taken before any of it takes effect: one doomed job's death is no
    // other's reason yet.
    List<String> reasons =
        doomed.stream().map(job -> "dependency " + deadDependency(job) + " is dead").toList();
    List<String> trace = new ArrayList<>();
    for (int i = 0; i < doomed.size(); i++) {
      trace.add(dead(doomed.get(i), reasons.get(i)));
    }
    for (Entry job : expired) {
      trace.add("TIMEOUT %s attempt=%d".formatted(job.spec.id(), job.attempt));
      trace.add(failed(job, "timed out"));
    }
    return trace;
  }

  private List<String> interrupt(int max) {
    List<String> trace = new ArrayList<>();
    all(job -> job.stand == Stand.HELD)
        .sorted(
            Comparator.<Entry>comparingLong(job -> job.deadline).thenComparingInt(job -> job.place))
        .limit(max)
        .forEach(job -> {
          int interruptions = job.attempt - (job.failures - job.spec.failures());
          trace.add(
              interruptions < limits.interruptionsMax()
                  ? retry(job)
                  : dead(job, "its process died " + times(interruptions) + " while it ran"));
        });
    return trace;
  }

  private String failed(Entry job, String why) {
    job.failures++;
    job.reason = why;
    return job.failures < limits.failuresMax()
        ? retry(job)
        : dead(job, "failed " + times(job.failures) + ", at last: " + why);
  }

  private String retry(Entry job) {
    release(job, Stand.WAITING);
    job.runAt = 0;
    return "RETRY %s attempt=%d failures=%d".formatted(job.spec.id(), job.attempt, job.failures);
  }

  private String dead(Entry job, String reason) {
    release(job, Stand.DEAD);
    job.reason = reason;
    return "DEAD %s attempt=%d \"%s\"".formatted(job.spec.id(), job.attempt, reason);
  }

  private static void release(Entry job, Stand stand) {
    job.stand = stand;
    job.worker = "";
    job.deadline = 0;
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  private static List<String> refused(String reason, JobId id) {
    return List.of("refused " + reason + " " + id);
  }

  // ---- what there is to see

  /** All jobs in the words of {@link Trace}, in the order of enqueueing. */
  List<String> describe() {
    return all(job -> true).map(this::describe).toList();
  }

  private String describe(Entry job) {
    return job.spec.id()
        + " "
        + state(job)
        + (job.attempt == 0 ? "" : " attempt=" + job.attempt)
        + (job.failures == 0 ? "" : " failures=" + job.failures)
        + (job.worker.isEmpty() ? "" : " worker=" + job.worker)
        + (job.deadline == 0 ? "" : " deadline=" + job.deadline)
        + (job.reason.isEmpty() ? "" : " \"" + job.reason + "\"");
  }

  String stats() {
    return "pending=%d scheduled=%d blocked=%d inFlight=%d completed=%d dead=%d"
        .formatted(
            count("PENDING"),
            count("SCHEDULED"),
            count("BLOCKED"),
            count("IN_FLIGHT"),
            count("COMPLETED"),
            count("DEAD"));
  }

  private long count(String state) {
    return all(job -> state(job).equals(state)).count();
  }

  private String state(Entry job) {
    return switch (job.stand) {
      case HELD -> "IN_FLIGHT";
      case DONE -> "COMPLETED";
      case DEAD -> "DEAD";
      case WAITING ->
          !dependenciesAreDone(job) ? "BLOCKED" : job.runAt > clock ? "SCHEDULED" : "PENDING";
    };
  }

  private boolean dependenciesAreDone(Entry job) {
    return job.spec.dependsOn().stream().allMatch(id -> jobs.get(id).stand == Stand.DONE);
  }

  private JobId deadDependency(Entry job) {
    return job.spec.dependsOn().stream()
        .filter(id -> jobs.get(id).stand == Stand.DEAD)
        .findFirst()
        .orElse(null);
  }

  private Stream<Entry> all(Predicate<Entry> filter) {
    return List.copyOf(jobs.values()).stream().filter(filter);
  }
}
