package dev.holdfast.server.jobs;

import dev.holdfast.core.JobId;
import java.util.BitSet;

/**
 * The ids of the jobs of some files, and nothing else of them: about 25 bytes a job. Any thread may
 * ask.
 */
public final class JobIds {
  private final IdTable ids;

  /** The numbers of ids that are only mentioned in the files: their jobs are elsewhere. */
  private final BitSet elsewhere = new BitSet();

  private final int count;

  JobIds(JobIndex index) {
    this.ids = index.ids();
    this.count = index.jobCount();
    for (int number = 0; number < ids.size(); number++) {
      elsewhere.set(number, !index.isDefined(number));
    }
  }

  /** How many jobs the files have. */
  public int count() {
    return count;
  }

  /** True if the files have this job. */
  public boolean contains(JobId id) {
    int number = ids.find(id.value());
    return number >= 0 && !elsewhere.get(number);
  }
}
