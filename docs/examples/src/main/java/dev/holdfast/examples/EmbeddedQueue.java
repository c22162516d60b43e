package dev.holdfast.examples;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.JobContext;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.engine.Workers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A queue inside a program that dies in the middle. Run it twice, with the same folder. */
public final class EmbeddedQueue {

  private EmbeddedQueue() {}

  /** Takes the data folder as its argument. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    // The second run finds everything that was acknowledged in the first.
    try (Engine engine = Engine.open(folder, EngineConfig.defaults(), EngineListener.NONE)) {
      IO.println("leases taken back: " + engine.recovery().leasesInterrupted());
      // Enqueueing is idempotent: the same jobs again are no new jobs.
      IO.println("new jobs: " + engine.enqueue(fiveJobs()).join().added());
      // One worker, so that the order of the output is the order of the queue.
      try (Workers workers = engine.startWorkers(1, job -> work(engine, job))) {
        engine.whenIdle().join();
        IO.println("workers busy: " + workers.active());
      }
      IO.println("completed: " + engine.stats().completed());
    }
  }

  private static List<JobSpec> fiveJobs() {
    return IntStream.rangeClosed(1, 5)
        .mapToObj(
            n -> JobSpec.of(new JobId("job-" + n), JsonPayload.parse("{\"n\":%d}".formatted(n))))
        .toList();
  }

  private static void work(Engine engine, JobContext job) {
    IO.println("%s, attempt %d: %s".formatted(job.id(), job.attempt(), job.payload().toUtf8()));
    if (job.id().equals(new JobId("job-3")) && job.attempt() == 1) {
      // No answer is ahead of the disk. So when this one is here, the end of job-2 is on it too;
      // without it job-2 might run once more, as at-least-once allows.
      engine.find(job.id()).join();
      // No clean-up, no last words: the process is gone in the middle of job-3.
      Runtime.getRuntime().halt(1);
    }
  }
}
