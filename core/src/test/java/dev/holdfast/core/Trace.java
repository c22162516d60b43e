package dev.holdfast.core;

import java.util.List;
import java.util.stream.Collectors;

/** How stories and models write down what happens. */
final class Trace {
  private Trace() {}

  static List<String> of(Decision decision) {
    return switch (decision) {
      case Decision.Accepted accepted -> accepted.events().stream().map(Trace::of).toList();
      case Decision.Rejected rejected ->
          List.of("refused " + rejected.reason() + " " + rejected.id());
    };
  }

  static String of(Event event) {
    return event.wireName()
        + " "
        + switch (event) {
          case Event.Enqueue e -> of(e.job());
          case Event.Dispatch e ->
              "%s attempt=%d worker=%s deadline=%d"
                  .formatted(e.id(), e.attempt(), e.worker(), e.deadlineMillis());
          case Event.Ack e -> "%s attempt=%d".formatted(e.id(), e.attempt());
          case Event.Timeout e -> "%s attempt=%d".formatted(e.id(), e.attempt());
          case Event.Fail e -> "%s attempt=%d \"%s\"".formatted(e.id(), e.attempt(), e.error());
          case Event.Retry e ->
              "%s attempt=%d failures=%d%s"
                  .formatted(e.id(), e.attempt(), e.failures(), unlessZero("at", e.runAtMillis()));
          case Event.Dead e -> "%s attempt=%d \"%s\"".formatted(e.id(), e.attempt(), e.reason());
        };
  }

  private static String of(JobSpec job) {
    return job.id()
        + unlessZero("priority", job.priority())
        + unlessZero("at", job.runAtMillis())
        + (job.dependsOn().isEmpty() ? "" : " after=" + names(job.dependsOn()))
        + unlessZero("failures", job.failures());
  }

  static String of(Job job) {
    return job.id()
        + " "
        + job.state()
        + unlessZero("attempt", job.attempt())
        + unlessZero("failures", job.failures())
        + (job.worker().isEmpty() ? "" : " worker=" + job.worker())
        + unlessZero("deadline", job.deadlineMillis())
        + (job.reason().isEmpty() ? "" : " \"" + job.reason() + "\"");
  }

  static String of(QueueStats stats) {
    return "pending=%d scheduled=%d blocked=%d inFlight=%d completed=%d dead=%d"
        .formatted(
            stats.pending(),
            stats.scheduled(),
            stats.blocked(),
            stats.inFlight(),
            stats.completed(),
            stats.dead());
  }

  private static String names(List<JobId> ids) {
    return ids.stream().map(JobId::value).collect(Collectors.joining(","));
  }

  private static String unlessZero(String name, long value) {
    return value == 0 ? "" : " " + name + "=" + value;
  }
}
