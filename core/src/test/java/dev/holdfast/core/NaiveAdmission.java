package dev.holdfast.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What new jobs are refused for in the {@link NaiveQueue}, and in which order they come in. */
final class NaiveAdmission {
  private final NaiveQueue queue;

  NaiveAdmission(NaiveQueue queue) {
    this.queue = queue;
  }

  /** The new ones among them, dependencies first. */
  List<JobSpec> admit(List<JobSpec> batch, long now) {
    if (batch.size() > queue.limits.batchJobsMax()) {
      throw refused(Decision.Reason.BATCH_TOO_LARGE, batch.get(queue.limits.batchJobsMax()).id());
    }
    batch.forEach(this::checkSizes);
    Map<JobId, JobSpec> added = new LinkedHashMap<>();
    List<JobSpec> seen = new ArrayList<>();
    for (JobSpec spec : batch) {
      if (seen.stream().anyMatch(other -> namesTheSame(spec, other))) {
        throw refused(Decision.Reason.DUPLICATE_IN_BATCH, spec.id());
      }
      seen.add(spec);
      if (!isKnown(spec, now)) {
        added.put(spec.id(), spec);
        if (queue.service.jobs(job -> true).count() + added.size() > queue.limits.jobsMax()) {
          throw refused(Decision.Reason.QUEUE_FULL, spec.id());
        }
      }
    }
    checkQueues(added);
    for (JobSpec spec : added.values()) {
      for (JobId dependency : spec.dependsOn()) {
        if (queue.find(dependency) == null && !added.containsKey(dependency)) {
          throw refused(Decision.Reason.MISSING_DEPENDENCY, spec.id());
        }
      }
    }
    List<JobSpec> ordered = new ArrayList<>();
    added.values().forEach(spec -> list(spec, added, new ArrayList<>(), ordered));
    return ordered;
  }

  void checkSizes(JobSpec spec) {
    if (spec.payload().size() > queue.limits.payloadBytesMax()) {
      throw refused(Decision.Reason.PAYLOAD_TOO_LARGE, spec.id());
    }
    if (spec.headers().bytes() > queue.limits.headersBytesMax()) {
      throw refused(Decision.Reason.HEADERS_TOO_LARGE, spec.id());
    }
    if (spec.dependsOn().size() > queue.limits.dependenciesMax()) {
      throw refused(Decision.Reason.TOO_MANY_DEPENDENCIES, spec.id());
    }
  }

  private static boolean namesTheSame(JobSpec spec, JobSpec other) {
    return spec.id().equals(other.id())
        || (!spec.idempotencyKey().isEmpty()
            && spec.queue().equals(other.queue())
            && spec.idempotencyKey().equals(other.idempotencyKey()));
  }

  /** By its id, which may outlive the job; or by its idempotency key. */
  private boolean isKnown(JobSpec spec, long now) {
    for (NaiveJob job : queue.ever) {
      if (job.id().equals(spec.id()) && (job.remembered || stands(job, now))) {
        if (!NaiveJob.isSame(job.spec, spec)) {
          throw refused(Decision.Reason.ID_CONFLICT, spec.id());
        }
        return true;
      }
    }
    return !spec.idempotencyKey().isEmpty()
        && queue.ever.stream()
            .anyMatch(job ->
                stands(job, now)
                    && job.spec.queue().equals(spec.queue())
                    && job.spec.idempotencyKey().equals(spec.idempotencyKey()));
  }

  private static boolean stands(NaiveJob job, long now) {
    return job.enqueuedAt + job.window > now;
  }

  private void checkQueues(Map<JobId, JobSpec> added) {
    Set<String> names = queue.service.queueNames();
    Map<String, Long> depths = new LinkedHashMap<>();
    for (JobSpec spec : added.values()) {
      String name = spec.queue();
      boolean isNew = !queue.service.queueNames().contains(name);
      names.add(name);
      if (isNew && names.size() > queue.limits.queuesMax()) {
        throw refused(Decision.Reason.TOO_MANY_QUEUES, name);
      }
      if (queue.service.mode(name) == QueueMode.DRAINING) {
        throw refused(Decision.Reason.QUEUE_DRAINING, name);
      }
      long more = depths.merge(name, 1L, Long::sum);
      long unfinished =
          queue.service.jobs(job -> job.spec.queue().equals(name) && !job.hasEnded()).count();
      int depthMax = queue.service.settings(name).depthMax();
      if (depthMax > 0 && unfinished + more > depthMax) {
        throw refused(Decision.Reason.QUEUE_FULL, name);
      }
    }
  }

  void checkQueueIsThere(String name) {
    Set<String> names = queue.service.queueNames();
    if (!names.contains(name) && names.size() >= queue.limits.queuesMax()) {
      throw refused(Decision.Reason.TOO_MANY_QUEUES, name);
    }
  }

  /** Lists what a job depends on, then the job; refuses one that depends on itself. */
  private static void list(
      JobSpec spec, Map<JobId, JobSpec> added, List<JobId> dependents, List<JobSpec> ordered) {
    if (dependents.contains(spec.id())) {
      throw refused(Decision.Reason.DEPENDENCY_CYCLE, spec.id());
    }
    dependents.add(spec.id());
    for (JobId dependency : spec.dependsOn()) {
      if (added.containsKey(dependency) && !ordered.contains(added.get(dependency))) {
        list(added.get(dependency), added, dependents, ordered);
      }
    }
    dependents.remove(spec.id());
    if (!ordered.contains(spec)) {
      ordered.add(spec);
    }
  }

  private static NaiveQueue.Refused refused(Decision.Reason reason, Object subject) {
    return new NaiveQueue.Refused(reason, subject);
  }
}
