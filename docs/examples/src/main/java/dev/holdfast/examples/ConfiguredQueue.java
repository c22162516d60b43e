package dev.holdfast.examples;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobSpecBuilder;
import dev.holdfast.core.Payload;
import dev.holdfast.core.QueueSettings;
import dev.holdfast.core.Rate;
import dev.holdfast.core.Retention;
import dev.holdfast.engine.VirtualEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A queue with rules of its own: a rate, turns between tenants, a short memory. */
public final class ConfiguredQueue {

  private ConfiguredQueue() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      QueueSettings settings =
          QueueSettings.builder()
              .rate(new Rate(2, 1_000, 1)) // two a second, and not both at once
              .fair(true) // keys take turns, whoever came first
              .retention(Optional.of(Retention.finished(2, 3_600_000))) // the last two, for an hour
              .build();
      queue.engine().admin().configure("mail", settings).join();

      Instant start = queue.now();
      queue.work(
          "send",
          job -> IO.println(Duration.between(start, queue.now()).toMillis() + " ms: " + job.id()));
      queue
          .engine()
          .enqueue(
              List.of(
                  mail("a-1", "ada").build(),
                  mail("a-2", "ada").build(),
                  mail("a-3", "ada").build(),
                  mail("b-1", "bob").build(),
                  mail("urgent", "ada").priority(10).build()))
          .join();
      queue.advance(Duration.ofSeconds(10));
      IO.println("remembered: " + queue.engine().stats().completed());
    }
  }

  private static JobSpecBuilder mail(String id, String tenant) {
    return JobSpec.builder(new JobId(id))
        .payload(Payload.EMPTY)
        .queue("mail")
        .type("send")
        .key(tenant);
  }
}
