package dev.holdfast.engine;

import dev.holdfast.core.Job;
import java.util.List;
import java.util.OptionalLong;

/**
 * Some of the jobs of a list, in the order of their enqueueing.
 *
 * @param jobs the jobs
 * @param next where the next page begins: pass it on as {@code afterSeq}; empty if this is the last
 * @param asOfSeq the last log record that this page has seen
 */
public record JobPage(List<Job> jobs, OptionalLong next, long asOfSeq) {
  /** Copies the list. */
  public JobPage {
    jobs = List.copyOf(jobs);
  }
}
