package dev.holdfast.core;

import java.util.List;
import java.util.stream.Collectors;

/** How stories and models write down what happens. */
final class Trace {
  private Trace() {}

  static String of(Event event) {
    return event.wireName()
        + " "
        + switch (event) {
          case Event.Enqueue e -> of(e.job()) + unlessZero("more", e.more());
          case Event.Dispatch e ->
              "%s attempt=%d worker=%s deadline=%d"
                  .formatted(e.id(), e.attempt(), e.worker(), e.deadlineMillis());
          case Event.Ack e -> attempt(e.id(), e.attempt()) + unlessEmpty("result", e.result());
          case Event.Extend e ->
              attempt(e.id(), e.attempt())
                  + " deadline="
                  + e.deadlineMillis()
                  + unlessEmpty("progress", e.progress());
          case Event.Timeout e -> attempt(e.id(), e.attempt());
          case Event.Fail e ->
              "%s%s \"%s\""
                  .formatted(
                      attempt(e.id(), e.attempt()), unlessEmpty("type", e.errorType()), e.error());
          case Event.Retry e ->
              "%s failures=%d%s%s"
                  .formatted(
                      attempt(e.id(), e.attempt()),
                      e.failures(),
                      e.released() ? " released" : "",
                      unlessZero("at", e.runAtMillis()));
          case Event.Dead e -> "%s \"%s\"".formatted(attempt(e.id(), e.attempt()), e.reason());
          case Event.Cancel e ->
              "%s%s \"%s\""
                  .formatted(
                      attempt(e.id(), e.attempt()), e.requested() ? " requested" : "", e.reason());
          case Event.Requeue e -> attempt(e.id(), e.attempt());
          case Event.Forget e -> e.id() + unlessZero("names-until", e.dedupUntilMillis());
          case Event.Mode e -> e.queue();
          case Event.Configure e -> (e.queue() + " " + of(e.settings())).trim();
          case Event.Scheduled e ->
              "%s next=%d rule=%s: %s"
                  .formatted(
                      e.schedule().name(),
                      e.nextAtMillis(),
                      e.schedule().rule(),
                      of(e.schedule().template()));
          case Event.Unscheduled e -> e.name();
          case Event.Fired e -> e.name() + " next=" + e.nextAtMillis();
          case Event.Tick e -> Long.toString(e.atMillis());
        };
  }

  private static String attempt(JobId id, int attempt) {
    return id + " attempt=" + attempt;
  }

  static String of(JobSpec job) {
    boolean plain = job.queue().equals(JobSpec.DEFAULT_QUEUE);
    return job.id()
        + (plain ? "" : " queue=" + job.queue())
        + unlessEmpty("type", job.type())
        + unlessZero("priority", job.priority())
        + unlessZero("at", job.runAtMillis())
        + unlessZero("expires", job.expireAtMillis())
        + (job.dependsOn().isEmpty() ? "" : " after=" + names(job.dependsOn()))
        + (job.onParentFailure() == ParentFailure.CASCADE ? "" : " else=" + job.onParentFailure())
        + unlessEmpty("key", job.key())
        + unlessEmpty("idempotency", job.idempotencyKey())
        + unlessZero("window", job.dedupMillis())
        + unlessZero("lease", job.leaseMillis())
        + unlessZero("tries", job.failuresMax())
        + job.backoff().map(backoff -> " backoff=" + of(backoff)).orElse("")
        + unlessZero("failures", job.failures());
  }

  private static String of(Backoff backoff) {
    return "%d*%s/%d~%s"
        .formatted(backoff.baseMillis(), backoff.factor(), backoff.maxMillis(), backoff.jitter());
  }

  private static String of(QueueSettings settings) {
    String all =
        unlessZero("lease", settings.leaseMillis())
            + unlessZero("tries", settings.failuresMax())
            + settings.backoff().map(backoff -> " backoff=" + of(backoff)).orElse("")
            + settings.retention().map(Trace::of).orElse("")
            + unlessZero("window", settings.dedupMillis())
            + unlessZero("depth", settings.depthMax())
            + unlessZero("concurrency", settings.concurrencyMax())
            + of("rate", settings.rate())
            + unlessZero("key-concurrency", settings.keyConcurrencyMax())
            + of("key-rate", settings.keyRate())
            + (settings.fair() ? " fair=true" : "")
            + unlessZero("aging", settings.agingMillis());
    return all.trim();
  }

  private static String of(Retention rule) {
    return " keep="
        + bound(rule.finishedMax())
        + "/"
        + bound(rule.finishedMillis())
        + " keep-dead="
        + bound(rule.deadMax())
        + "/"
        + bound(rule.deadMillis());
  }

  private static String bound(long value) {
    return value == Integer.MAX_VALUE || value == Long.MAX_VALUE ? "all" : Long.toString(value);
  }

  private static String of(String name, Rate rate) {
    return rate.isUnlimited()
        ? ""
        : " %s=%d/%d/%d".formatted(name, rate.permits(), rate.periodMillis(), rate.burst());
  }

  static String of(Job job) {
    return job.id()
        + " "
        + job.state()
        + unlessZero("attempt", job.attempt())
        + unlessZero("failures", job.failures())
        + (job.worker().isEmpty() ? "" : " worker=" + job.worker())
        + unlessZero("deadline", job.deadlineMillis())
        + (job.attempts().cancelRequested() ? " cancelling" : "")
        + unlessEmpty("progress", job.attempts().progress())
        + unlessEmpty("result", job.attempts().result())
        + (job.reason().isEmpty() ? "" : " \"" + job.reason() + "\"");
  }

  /** All that the naive queue knows of a job as well. */
  static String full(Job job) {
    return of(job)
        + " enqueued=%d/%d run-at=%d interruptions=%d dispatched=%d after=%s errors=%s"
            .formatted(
                job.enqueuedSeq(),
                job.enqueuedAtMillis(),
                job.runAtMillis(),
                job.attempts().interruptions(),
                job.attempts().dispatchedAtMillis(),
                job.spec().dependsOn(),
                job.attempts().errors());
  }

  static String of(QueueStats stats) {
    return "pending=%d scheduled=%d blocked=%d inFlight=%d completed=%d dead=%d"
            .formatted(
                stats.pending(),
                stats.scheduled(),
                stats.blocked(),
                stats.inFlight(),
                stats.completed(),
                stats.dead())
        + unlessZero("cancelled", stats.cancelled());
  }

  static String of(QueueInfo queue) {
    return (queue.name()
            + " "
            + queue.mode()
            + " "
            + of(queue.stats())
            + " "
            + of(queue.settings()))
        .trim();
  }

  static String of(Schedule.Due due) {
    return "%s next=%d rule=%s"
        .formatted(due.schedule().name(), due.nextAtMillis(), due.schedule().rule());
  }

  private static String names(List<JobId> ids) {
    return ids.stream().map(JobId::value).collect(Collectors.joining(","));
  }

  private static String unlessZero(String name, long value) {
    return value == 0 ? "" : " " + name + "=" + value;
  }

  private static String unlessEmpty(String name, String value) {
    return value.isEmpty() ? "" : " " + name + "=" + value;
  }

  private static String unlessEmpty(String name, Payload value) {
    return unlessEmpty(name, value.toUtf8());
  }
}
