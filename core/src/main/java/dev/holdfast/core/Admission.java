package dev.holdfast.core;

import dev.holdfast.core.Decision.Accepted;
import dev.holdfast.core.Decision.Reason;
import dev.holdfast.core.Decision.Rejected;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides one batch of new jobs: all of them or none. */
final class Admission {
  private static final int CYCLE_NAMES_MAX = 10;

  private final MachineState state;
  private final Limits limits;
  private final List<JobSpec> batch;

  /** Where in the batch an id stands. Only ever asked, never iterated. */
  private final Map<JobId, Integer> placeOf;

  /** By place in the batch: whether the job is known already, so that nothing is to be done. */
  private final boolean[] known;

  Admission(MachineState state, Limits limits, List<JobSpec> batch) {
    this.state = state;
    this.limits = limits;
    this.batch = batch;
    this.placeOf = HashMap.newHashMap(Math.min(batch.size(), limits.batchJobsMax()));
    this.known = new boolean[batch.size()];
  }

  Decision decide(long now) {
    Rejected refusal = refuseBatch();
    if (refusal == null) {
      refusal = refuseEach(now);
    }
    if (refusal == null) {
      refusal = refuseQueues();
    }
    if (refusal == null) {
      refusal = refuseDependencies();
    }
    if (refusal != null) {
      return refusal;
    }
    ParentsFirst order = new ParentsFirst();
    if (order.cycle.length > 0) {
      return cyclic(order.cycle);
    }
    List<Event> events = new ArrayList<>(order.places.length);
    for (int place : order.places) {
      int more = order.places.length - events.size() - 1;
      events.add(new Event.Enqueue(withWindow(batch.get(place)), more, now));
    }
    return new Accepted(events);
  }

  /** The window is an outcome: it must not change with the settings. */
  private JobSpec withWindow(JobSpec spec) {
    QueueState queue = state.queues.find(spec.queue());
    long window = queue == null ? 0 : queue.settings.dedupMillis();
    return spec.dedupMillis() == 0 && window > 0
        ? spec.toBuilder().dedupMillis(window).build()
        : spec;
  }

  private @Nullable Rejected refuseBatch() {
    if (batch.size() > limits.batchJobsMax()) {
      return new Rejected(
          Reason.BATCH_TOO_LARGE,
          batch.get(limits.batchJobsMax()).id().value(),
          "a batch has at most %d jobs, this one has %d"
              .formatted(limits.batchJobsMax(), batch.size()));
    }
    for (JobSpec spec : batch) {
      Rejected refusal = refuseSizes(spec, limits);
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  /** What can be told of one description by its sizes. */
  static @Nullable Rejected refuseSizes(JobSpec spec, Limits limits) {
    String id = spec.id().value();
    if (spec.payloadBytes() > limits.payloadBytesMax()) {
      return new Rejected(
          Reason.PAYLOAD_TOO_LARGE,
          id,
          "a payload has at most %d bytes, that of job %s has %d"
              .formatted(limits.payloadBytesMax(), id, spec.payloadBytes()));
    }
    if (!spec.headers().isEmpty() && spec.headers().bytes() > limits.headersBytesMax()) {
      return new Rejected(
          Reason.HEADERS_TOO_LARGE,
          id,
          "the headers of a job have at most %d bytes, those of job %s have %d"
              .formatted(limits.headersBytesMax(), id, spec.headers().bytes()));
    }
    if (spec.dependsOn().size() > limits.dependenciesMax()) {
      return new Rejected(
          Reason.TOO_MANY_DEPENDENCIES,
          id,
          "a job depends on at most %d jobs, job %s on %d"
              .formatted(limits.dependenciesMax(), id, spec.dependsOn().size()));
    }
    return null;
  }

  private @Nullable Rejected refuseEach(long now) {
    int added = 0;
    HashSet<String> keys = new HashSet<>();
    for (int place = 0; place < batch.size(); place++) {
      JobSpec spec = batch.get(place);
      if (placeOf.put(spec.id(), place) != null) {
        return duplicate(spec, "job " + spec.id());
      }
      if (!spec.idempotencyKey().isEmpty()
          && !keys.add(spec.queue() + '\n' + spec.idempotencyKey())) {
        return duplicate(spec, "idempotency key " + spec.idempotencyKey());
      }
      int slot = state.table.slotOf(spec.id());
      MachineImage.Forgotten gone = state.twins.forgotten(spec.id(), now);
      if (slot != JobTable.NONE || gone != null) {
        long fingerprint =
            slot != JobTable.NONE
                ? state.table.get(slot).fingerprint()
                : Objects.requireNonNull(gone).fingerprint();
        if (fingerprint != spec.fingerprint()) {
          return new Rejected(
              Reason.ID_CONFLICT,
              spec.id().value(),
              "the id " + spec.id() + " belongs to another job");
        }
        known[place] = true;
      } else if (state.twins.twinOf(spec, now).isPresent()) {
        known[place] = true;
      } else {
        added++;
        if (state.table.size() > limits.jobsMax() - added) {
          return new Rejected(
              Reason.QUEUE_FULL,
              spec.id().value(),
              "at most %d jobs are remembered, and there is no room for job %s"
                  .formatted(limits.jobsMax(), spec.id()));
        }
      }
    }
    return null;
  }

  private static Rejected duplicate(JobSpec spec, String what) {
    return new Rejected(
        Reason.DUPLICATE_IN_BATCH, spec.id().value(), "the batch names " + what + " twice");
  }

  private @Nullable Rejected refuseQueues() {
    Map<String, Integer> added = HashMap.newHashMap(1);
    int newQueues = 0;
    for (int place = 0; place < batch.size(); place++) {
      if (known[place]) {
        continue;
      }
      JobSpec spec = batch.get(place);
      int more = added.merge(spec.queue(), 1, Integer::sum);
      QueueState queue = state.queues.find(spec.queue());
      if (queue == null) {
        newQueues += more == 1 ? 1 : 0;
        if (state.queues.byName.size() + newQueues > limits.queuesMax()) {
          return tooManyQueues(spec.queue(), limits);
        }
      } else if (queue.mode == QueueMode.DRAINING) {
        return new Rejected(
            Reason.QUEUE_DRAINING,
            spec.queue(),
            "queue %s is draining and takes no jobs; job %s is refused"
                .formatted(spec.queue(), spec.id()));
      } else if (queue.settings.depthMax() > 0
          && queue.counts.unfinished() + more > queue.settings.depthMax()) {
        return new Rejected(
            Reason.QUEUE_FULL,
            spec.queue(),
            "queue %s has at most %d unfinished jobs, and there is no room for job %s"
                .formatted(spec.queue(), queue.settings.depthMax(), spec.id()));
      }
    }
    return null;
  }

  static Rejected tooManyQueues(String name, Limits limits) {
    return new Rejected(
        Reason.TOO_MANY_QUEUES,
        name,
        "there are at most %d queues, and no room for %s".formatted(limits.queuesMax(), name));
  }

  private @Nullable Rejected refuseDependencies() {
    for (int place = 0; place < batch.size(); place++) {
      JobSpec spec = batch.get(place);
      if (known[place]) {
        continue;
      }
      for (JobId dependency : spec.dependsOn()) {
        Integer parent = placeOf.get(dependency);
        boolean added = parent != null && !known[parent];
        if (!added && state.table.slotOf(dependency) == JobTable.NONE) {
          return new Rejected(
              Reason.MISSING_DEPENDENCY,
              spec.id().value(),
              parent == null
                  ? "job %s depends on %s, which is neither known nor in the batch"
                      .formatted(spec.id(), dependency)
                  : "job %s depends on %s, which is known by its names only"
                      .formatted(spec.id(), dependency));
        }
      }
    }
    return null;
  }

  private Rejected cyclic(int[] cycle) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < Math.min(cycle.length, CYCLE_NAMES_MAX); i++) {
      names.append(batch.get(cycle[i]).id()).append(" -> ");
    }
    if (cycle.length > CYCLE_NAMES_MAX) {
      names.append("(").append(cycle.length - CYCLE_NAMES_MAX).append(" more) -> ");
    }
    JobId first = batch.get(cycle[0]).id();
    return new Rejected(
        Reason.DEPENDENCY_CYCLE,
        first.value(),
        "jobs depend on each other in a circle: " + names + first);
  }

  /**
   * The new jobs in the order of the batch, except that a dependency is pulled before its first
   * dependent: a depth-first walk with a stack of its own, because a chain may be as long as the
   * batch.
   */
  private final class ParentsFirst {
    /** The places of the new jobs, in order; meaningless if there is a cycle. */
    final int[] places;

    /** The places of jobs that depend each on the next, and the last on the first; or empty. */
    int[] cycle = {};

    private final boolean[] listed = new boolean[batch.size()];
    private final boolean[] onPath = new boolean[batch.size()];
    private final int[] nextDependency = new int[batch.size()];
    private final int[] path = new int[batch.size()];
    private int depth;
    private int count;

    ParentsFirst() {
      int[] found = new int[batch.size()];
      for (int place = 0; place < batch.size() && cycle.length == 0; place++) {
        if (isToList(place)) {
          enter(place);
          while (depth > 0 && cycle.length == 0) {
            step(found);
          }
        }
      }
      places = Arrays.copyOf(found, count);
    }

    private boolean isToList(int place) {
      return !listed[place] && !known[place];
    }

    private void enter(int place) {
      onPath[place] = true;
      path[depth++] = place;
    }

    /** Goes down to the next dependency of the job at the end of the path, or lists that job. */
    private void step(int[] found) {
      int place = path[depth - 1];
      List<JobId> dependsOn = batch.get(place).dependsOn();
      if (nextDependency[place] == dependsOn.size()) {
        onPath[place] = false;
        listed[place] = true;
        found[count++] = place;
        depth--;
        return;
      }
      Integer parent = placeOf.get(dependsOn.get(nextDependency[place]++));
      if (parent == null || !isToList(parent)) {
        return;
      }
      if (onPath[parent]) {
        cycle = pathFrom(parent);
      } else {
        enter(parent);
      }
    }

    private int[] pathFrom(int place) {
      int from = 0;
      while (path[from] != place) {
        from++;
      }
      return Arrays.copyOfRange(path, from, depth);
    }
  }
}
