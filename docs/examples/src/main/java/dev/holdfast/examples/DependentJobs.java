package dev.holdfast.examples;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.ParentFailure;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.VirtualEngine;
import java.util.List;
import java.util.stream.Stream;

/** Jobs that wait for others: a small graph, enqueued as a whole or not at all. */
public final class DependentJobs {

  private DependentJobs() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      Engine engine = queue.engine();
      engine
          .enqueue(
              List.of(
                  job("publish", "print", "translate"),
                  job("print", "write"),
                  job("translate", "write"),
                  job("write")))
          .join();
      queue.work("step", done -> IO.println("done: " + done.id()));
      queue.drain();

      // When a parent is called off, a child dies with it, waits on, or runs all the same.
      engine
          .enqueue(
              List.of(
                  job("party"),
                  child("invitations", ParentFailure.CASCADE),
                  child("speech", ParentFailure.BLOCK),
                  child("cleaning", ParentFailure.RUN)))
          .join();
      engine.cancel(new JobId("party"), "rain").join();
      queue.drain();
      show(engine, "invitations");
      show(engine, "speech");
      engine.admin().requeue(new JobId("party")).join();
      queue.drain();
    }
  }

  private static JobSpec job(String name, String... dependsOn) {
    return JobSpec.of(new JobId(name), Payload.EMPTY)
        .withType("step")
        .withDependsOn(Stream.of(dependsOn).map(JobId::new).toList());
  }

  private static JobSpec child(String name, ParentFailure policy) {
    return job(name, "party").toBuilder().onParentFailure(policy).build();
  }

  private static void show(Engine engine, String name) {
    Job job = engine.find(new JobId(name)).join().orElseThrow();
    IO.println(
        job.reason().isEmpty()
            ? "%s is %s".formatted(name, job.state())
            : "%s is %s: %s".formatted(name, job.state(), job.reason()));
  }
}
