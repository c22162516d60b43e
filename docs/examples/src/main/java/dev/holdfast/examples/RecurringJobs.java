package dev.holdfast.examples;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.EngineAdmin;
import dev.holdfast.engine.Recurrence;
import dev.holdfast.engine.VirtualEngine;
import java.time.Duration;
import java.time.Instant;

/** Jobs that come again and again. The clock is one that the program moves; it begins at ten. */
public final class RecurringJobs {

  private RecurringJobs() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      EngineAdmin admin = queue.engine().admin();
      admin
          .schedule("report", Recurrence.parse("cron 0 3 * * * Europe/London"), job("report"))
          .join();
      admin.schedule("pulse", Recurrence.parse("every 6h missed all"), job("pulse")).join();
      queue.work("report", job -> IO.println("%s: %s".formatted(queue.now(), job.id())));
      queue.work("pulse", job -> IO.println("%s: %s".formatted(queue.now(), job.id())));

      IO.println("-- a day");
      queue.advance(Duration.ofDays(1));

      // Runs that nobody saw coming are made up for: one for all, or each, as the rule says.
      IO.println("-- a day and a half with the machine switched off");
      queue.setClock(queue.now().plus(Duration.ofHours(36)));
      queue.drain();

      queue.engine().admin().unschedule("pulse").join();
      Instant next =
          Instant.ofEpochMilli(queue.engine().admin().schedules().join().getFirst().nextAtMillis());
      IO.println("-- what is left is due at " + next);
    }
  }

  /** The template of what is enqueued each time, under the name of the schedule and the moment. */
  private static JobSpec job(String type) {
    return JobSpec.of(new JobId("template"), Payload.EMPTY).withType(type);
  }
}
