package dev.holdfast.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names that stand for a job for a while: idempotency keys, and the ids of jobs that are forgotten.
 * What has run out is dropped as time goes on.
 */
final class Twins {
  /** Names hold no control characters, so that this one can stand between two. */
  private static final char BETWEEN = '\n';

  private record Twin(JobId id, long untilMillis, String queueAndKey) {}

  private final Map<String, Twin> byKey = new TreeMap<>();
  private final Map<JobId, MachineImage.Forgotten> forgotten = new TreeMap<>();
  private final PriorityQueue<Twin> byEnd =
      new PriorityQueue<>(Comparator.comparingLong(Twin::untilMillis));

  /** The idempotency key of this job stands for it, unless its window has passed. */
  void remember(Job job, long nowMillis) {
    JobSpec spec = job.spec();
    if (job.dedupUntilMillis() > nowMillis) {
      remember(spec.queue(), spec.idempotencyKey(), job.id(), job.dedupUntilMillis());
    }
  }

  private void remember(String queue, String key, JobId id, long untilMillis) {
    if (!key.isEmpty()) {
      Twin twin = new Twin(id, untilMillis, queue + BETWEEN + key);
      byKey.put(twin.queueAndKey, twin);
      byEnd.add(twin);
    }
  }

  /** This job is forgotten, but its names stand for it until then; 0 is not at all. */
  void forget(Job job, long untilMillis) {
    JobSpec spec = job.spec();
    if (untilMillis > 0) {
      keep(
          new MachineImage.Forgotten(
              job.id(), spec.queue(), spec.idempotencyKey(), job.fingerprint(), untilMillis));
    } else if (!spec.idempotencyKey().isEmpty()) {
      Twin twin = byKey.get(spec.queue() + BETWEEN + spec.idempotencyKey());
      if (twin != null && twin.id.equals(job.id())) {
        byKey.remove(twin.queueAndKey);
      }
    }
  }

  private void keep(MachineImage.Forgotten gone) {
    forgotten.put(gone.id(), gone);
    byEnd.add(new Twin(gone.id(), gone.untilMillis(), ""));
  }

  void restore(List<MachineImage.Forgotten> all) {
    for (MachineImage.Forgotten gone : all) {
      keep(gone);
      remember(gone.queue(), gone.idempotencyKey(), gone.id(), gone.untilMillis());
    }
  }

  void advanceClock(long toMillis) {
    while (!byEnd.isEmpty() && byEnd.element().untilMillis <= toMillis) {
      Twin ended = byEnd.remove();
      byKey.remove(ended.queueAndKey, ended);
      MachineImage.Forgotten gone = forgotten.get(ended.id);
      if (gone != null && gone.untilMillis() <= toMillis) {
        forgotten.remove(ended.id);
      }
    }
  }

  /** The job that this idempotency key stands for now. */
  Optional<JobId> twinOf(JobSpec spec, long nowMillis) {
    if (spec.idempotencyKey().isEmpty()) {
      return Optional.empty();
    }
    Twin twin = byKey.get(spec.queue() + BETWEEN + spec.idempotencyKey());
    return twin == null || twin.untilMillis <= nowMillis ? Optional.empty() : Optional.of(twin.id);
  }

  /** What is kept of a forgotten job, if its id stands for it now. */
  MachineImage.@Nullable Forgotten forgotten(JobId id, long nowMillis) {
    MachineImage.Forgotten gone = forgotten.get(id);
    return gone == null || gone.untilMillis() <= nowMillis ? null : gone;
  }

  /** An id is given to a new job. */
  void reuse(JobId id) {
    forgotten.remove(id);
  }

  List<MachineImage.Forgotten> image() {
    return new ArrayList<>(forgotten.values());
  }
}
