package dev.holdfast.server.wiring;

import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.EnqueueResult;
import dev.holdfast.observability.binding.JobProducer;
import dev.holdfast.server.jobs.JobCursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Brings the jobs of a cursor into the queue, batch by batch. A few batches may be on their way to
 * the disk at once, no more: reading waits for writing, and memory stays bounded.
 */
final class Enqueuer {
  private static final int BATCH_JOBS_MAX = 500;
  private static final int BATCH_BYTES_MAX = 1 << 20;
  private static final int BATCHES_MAX = 4;

  private final JobProducer producer;
  private final Deque<CompletableFuture<EnqueueResult>> onTheirWay = new ArrayDeque<>();

  Enqueuer(JobProducer producer) {
    this.producer = producer;
  }

  /** Returns when all jobs are durable, or soon after {@code stopped} says so. */
  void enqueue(JobCursor jobs, BooleanSupplier stopped) {
    List<JobSpec> batch = next(jobs);
    while (!batch.isEmpty() && !stopped.getAsBoolean()) {
      if (onTheirWay.size() == BATCHES_MAX) {
        Futures.await(onTheirWay.removeFirst());
      }
      onTheirWay.addLast(producer.enqueue(batch));
      batch = next(jobs);
    }
    onTheirWay.forEach(Futures::await);
  }

  private static List<JobSpec> next(JobCursor jobs) {
    List<JobSpec> batch = new ArrayList<>(BATCH_JOBS_MAX);
    int bytes = 0;
    while (batch.size() < BATCH_JOBS_MAX && bytes < BATCH_BYTES_MAX) {
      Optional<JobSpec> job = jobs.next();
      if (job.isEmpty()) {
        break;
      }
      batch.add(job.get());
      bytes += job.get().payload().size();
    }
    return batch;
  }
}
