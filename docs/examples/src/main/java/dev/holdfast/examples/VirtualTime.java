package dev.holdfast.examples;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.engine.Recurrence;
import dev.holdfast.engine.VirtualEngine;
import java.time.Duration;

/** A night, a failure and a power cut, in the time that a test has. */
public final class VirtualTime {

  private VirtualTime() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      queue.work(
          "report",
          job -> {
            IO.println(queue.now() + " attempt " + job.attempt() + " of " + job.id());
            if (job.attempt() == 1) {
              throw new IllegalStateException("the database sleeps");
            }
          });
      JobSpec report = JobSpec.of(new JobId("any"), JsonPayload.parse("{}")).withType("report");
      Recurrence nightly = Recurrence.parse("cron 0 3 * * * Europe/Berlin");
      queue.engine().admin().schedule("nightly", nightly, report).join();

      queue.crash(); // what was answered is on the disk
      queue.advance(Duration.ofDays(2));
      IO.println("completed: " + queue.engine().stats().completed());
    }
  }
}
