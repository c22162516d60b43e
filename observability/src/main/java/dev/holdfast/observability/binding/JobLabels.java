package dev.holdfast.observability.binding;

import dev.holdfast.core.JobSpec;
import java.util.List;
import java.util.concurrent.CompletionException;

/** What jobs are told apart by. */
final class JobLabels {
  private JobLabels() {}

  /** The queue that all of them are in, or "". */
  static String commonQueue(List<JobSpec> jobs) {
    String queue = jobs.isEmpty() ? "" : jobs.getFirst().queue();
    for (JobSpec job : jobs) {
      if (!job.queue().equals(queue)) {
        return "";
      }
    }
    return queue;
  }

  /** The class of an error, without the wrapping of futures. */
  static String errorType(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    return (cause == null ? failure : cause).getClass().getName();
  }
}
