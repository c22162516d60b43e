package dev.holdfast.engine.simulation;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobState;
import dev.holdfast.core.MachineImage;
import dev.holdfast.engine.Lease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the engine has promised, as an outsider remembers it: only what was answered counts. Held
 * against the state at any moment, and above all after a crash.
 */
final class Promises {
  /** What was last acknowledged of a job, and the record that it stands in at the latest. */
  private enum Known {
    THERE,
    COMPLETED,
    FORGOTTEN
  }

  private final Map<JobId, Known> known = new HashMap<>();

  /** Jobs that were forgotten on request, or are kept for a bounded time: they may be gone. */
  void forgotten(JobId id) {
    known.put(id, Known.FORGOTTEN);
  }

  void enqueued(List<JobId> ids) {
    ids.forEach(id -> known.putIfAbsent(id, Known.THERE));
  }

  void completed(JobId id) {
    if (known.get(id) != Known.FORGOTTEN) {
      known.put(id, Known.COMPLETED);
    }
  }

  /** A lease was handed out: never of a job whose completion was acknowledged. */
  void handedOut(Lease lease) {
    if (known.get(lease.id()) == Known.COMPLETED) {
      throw new AssertionError(lease.id() + " was acknowledged as done, and is handed out again");
    }
  }

  void hold(MachineImage image) {
    Map<JobId, Job> jobs = new HashMap<>();
    image.jobs().forEach(job -> jobs.put(job.id(), job));
    List<String> broken = new ArrayList<>();
    known.forEach((id, what) -> {
      Job job = jobs.get(id);
      switch (what) {
        case FORGOTTEN -> {}
        case THERE -> {
          if (job == null) {
            broken.add(id + " was acknowledged, and is gone");
          }
        }
        case COMPLETED -> {
          if (job == null || job.state() != JobState.COMPLETED) {
            broken.add(id + " was acknowledged as done, and is " + job);
          }
        }
      }
    });
    if (!broken.isEmpty()) {
      throw new AssertionError(String.join("; ", broken.subList(0, Math.min(5, broken.size()))));
    }
  }
}
