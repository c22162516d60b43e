package dev.holdfast.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the words of a {@link Story} mean that describe jobs, settings and limits. */
final class StoryWords {
  private StoryWords() {}

  /** The {@code name=value} among these words; a word without a value is "true". */
  static Map<String, String> options(String[] words, int from) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String word : rest(words, from)) {
      String[] parts = word.split("=", 2);
      options.put(parts[0], parts.length == 1 ? "true" : parts[1]);
    }
    return options;
  }

  static String[] rest(String[] words, int from) {
    return Arrays.copyOfRange(words, Math.min(from, words.length), words.length);
  }

  static String text(String[] words, int from) {
    return String.join(" ", rest(words, from));
  }

  static int number(String[] words, int index, int otherwise) {
    return words.length > index ? Integer.parseInt(words[index]) : otherwise;
  }

  static List<String> list(String commaSeparated) {
    return commaSeparated.isEmpty() ? List.of() : List.of(commaSeparated.split(",", -1));
  }

  static Payload payload(String text) {
    return Payload.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static JobSpec spec(String[] words) {
    JobSpecBuilder builder = JobSpec.builder(new JobId(words[0])).payload(payload("{}"));
    options(words, 1).forEach((name, value) -> set(builder, name, value));
    return builder.build();
  }

  private static void set(JobSpecBuilder job, String name, String value) {
    switch (name) {
      case "payload" -> job.payload(payload(value));
      case "queue" -> job.queue(value);
      case "type" -> job.type(value);
      case "priority" -> job.priority(Integer.parseInt(value));
      case "header" -> job.headers(Headers.of(Map.of("header", value)));
      case "at" -> job.runAtMillis(Long.parseLong(value));
      case "expires" -> job.expireAtMillis(Long.parseLong(value));
      case "after" -> job.dependsOn(list(value).stream().map(JobId::new).toList());
      case "else" -> job.onParentFailure(ParentFailure.valueOf(value));
      case "key" -> job.key(value);
      case "idempotency" -> job.idempotencyKey(value, 0);
      case "window" -> job.dedupMillis(Long.parseLong(value));
      case "lease" -> job.leaseMillis(Long.parseLong(value));
      case "tries" -> job.failuresMax(Integer.parseInt(value));
      case "backoff" -> job.backoff(backoff(value));
      case "failures" -> job.failures(Integer.parseInt(value));
      default -> throw new IllegalArgumentException("a job has no " + name);
    }
  }

  static QueueSettings settings(Map<String, String> options) {
    QueueSettings.Builder settings = QueueSettings.builder();
    options.forEach((name, value) -> set(settings, name, value));
    return settings.build();
  }

  private static void set(QueueSettings.Builder queue, String name, String value) {
    switch (name) {
      case "lease" -> queue.leaseMillis(Long.parseLong(value));
      case "tries" -> queue.failuresMax(Integer.parseInt(value));
      case "backoff" -> queue.backoff(Optional.of(backoff(value)));
      case "keep" -> queue.retention(Optional.of(finished(value)));
      case "keep-dead" -> queue.retention(Optional.of(dead(queue.build().retention(), value)));
      case "window" -> queue.dedupMillis(Long.parseLong(value));
      case "depth" -> queue.depthMax(Integer.parseInt(value));
      case "concurrency" -> queue.concurrencyMax(Integer.parseInt(value));
      case "rate" -> queue.rate(rate(value));
      case "key-concurrency" -> queue.keyConcurrencyMax(Integer.parseInt(value));
      case "key-rate" -> queue.keyRate(rate(value));
      case "fair" -> queue.fair(Boolean.parseBoolean(value));
      case "aging" -> queue.agingMillis(Long.parseLong(value));
      default -> throw new IllegalArgumentException("a queue has no " + name);
    }
  }

  /** Such as {@code 100*2/800~0}: 100 ms, doubling, at most 800 ms, without jitter. */
  private static Backoff backoff(String text) {
    String[] parts = text.split("[*/~]", -1);
    return new Backoff(
        Long.parseLong(parts[0]),
        Double.parseDouble(parts[1]),
        Long.parseLong(parts[2]),
        Double.parseDouble(parts[3]));
  }

  /** Such as {@code 5/1000/2}: 5 in a second, 2 of them at one moment. */
  private static Rate rate(String text) {
    String[] parts = text.split("/", -1);
    int permits = Integer.parseInt(parts[0]);
    return new Rate(permits, Long.parseLong(parts[1]), number(parts, 2, permits));
  }

  /** Such as {@code 10/60000}: at most 10 jobs, each for at most a minute. */
  private static Retention finished(String text) {
    String[] parts = text.split("/", -1);
    return Retention.finished(jobs(parts[0]), millis(parts[1]));
  }

  private static Retention dead(Optional<Retention> rule, String text) {
    String[] parts = text.split("/", -1);
    return rule.orElse(Retention.FOREVER).withDead(jobs(parts[0]), millis(parts[1]));
  }

  private static int jobs(String text) {
    return text.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(text);
  }

  private static long millis(String text) {
    return text.equals("all") ? Long.MAX_VALUE : Long.parseLong(text);
  }

  static Limits limits(Map<String, String> options) {
    Limits.Builder limits = Limits.defaults().toBuilder();
    options.forEach((name, value) -> set(limits, name, value));
    return limits.build();
  }

  private static void set(Limits.Builder limits, String name, String value) {
    switch (name) {
      case "lease" -> limits.leaseMillis(Long.parseLong(value));
      case "failures" -> limits.failuresMax(Integer.parseInt(value));
      case "backoff" -> limits.backoff(backoff(value));
      case "interruptions" -> limits.interruptionsMax(Integer.parseInt(value));
      case "keep" -> limits.retention(finished(value));
      case "payload" -> limits.payloadBytesMax(Integer.parseInt(value));
      case "headers" -> limits.headersBytesMax(Integer.parseInt(value));
      case "result" -> limits.resultBytesMax(Integer.parseInt(value));
      case "progress" -> limits.progressBytesMax(Integer.parseInt(value));
      case "dependencies" -> limits.dependenciesMax(Integer.parseInt(value));
      case "jobs" -> limits.jobsMax(Integer.parseInt(value));
      case "batch" -> limits.batchJobsMax(Integer.parseInt(value));
      case "reason" -> limits.reasonCharsMax(Integer.parseInt(value));
      case "queues" -> limits.queuesMax(Integer.parseInt(value));
      case "schedules" -> limits.schedulesMax(Integer.parseInt(value));
      default -> throw new IllegalArgumentException("there is no limit of " + name);
    }
  }
}
