package dev.holdfast.observability.binding;

import dev.holdfast.engine.JobHandler;

/** Puts a stop-watch around producers and handlers. What they throw passes through. */
public final class Measured {

  /** Instead of the class of an error where the lease was over. */
  public static final String TIMEOUT = "timeout";

  private Measured() {}

  /** The same handler, each attempt timed. */
  public static JobHandler handler(JobHandler handler, JobTimings timings) {
    return job -> {
      long start = System.nanoTime();
      String errorType = "";
      try {
        handler.handle(job);
      } catch (Throwable e) {
        errorType = job.deadline().isExpired() ? TIMEOUT : JobLabels.errorType(e);
        throw e;
      } finally {
        long nanos = System.nanoTime() - start;
        timings.processed(job.queue(), job.type(), nanos, errorType);
      }
    };
  }

  /** The same producer, each call timed until its answer is there. */
  public static JobProducer producer(JobProducer producer, JobTimings timings) {
    return jobs -> {
      long start = System.nanoTime();
      return producer
          .enqueue(jobs)
          .whenComplete((_, failure) -> {
            String errorType = failure == null ? "" : JobLabels.errorType(failure);
            long nanos = System.nanoTime() - start;
            timings.enqueued(JobLabels.commonQueue(jobs), jobs.size(), nanos, errorType);
          });
    };
  }
}
