package dev.holdfast.engine.internal;

import dev.holdfast.core.Backoff;
import dev.holdfast.core.Headers;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobSpecBuilder;
import dev.holdfast.core.ParentFailure;
import dev.holdfast.core.Payload;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A job's description, as members of the object that it is part of: an event of the log, or a job
 * of a snapshot. Its id is not among them.
 */
final class JobSpecJson {

  private JobSpecJson() {}

  /** Where the two differ: both are older than what they have in common. */
  enum Dialect {
    /** Moments are text, for people. */
    LOG("failures"),
    /** Moments are milliseconds, and {@code failures} are those so far. */
    SNAPSHOT("initial_failures");

    private static final String MILLIS_SUFFIX = "_ms";

    private final String failures;

    Dialect(String failures) {
      this.failures = failures;
    }
  }

  /** Writes what is not said by leaving it out. */
  static void write(JsonText json, JobSpec spec, Dialect dialect, Moments moments) {
    if (!spec.queue().equals(JobSpec.DEFAULT_QUEUE)) {
      json.member("queue", spec.queue());
    }
    json.memberUnlessEmpty("job_type", spec.type());
    json.memberUnlessZero("priority", spec.priority());
    writeMoment(json, "scheduled_at", spec.runAtMillis(), dialect, moments);
    if (!spec.dependsOn().isEmpty()) {
      writeIds(json, "depends_on", spec.dependsOn());
    }
    json.memberUnlessZero(dialect.failures, spec.failures());
    writeMoment(json, "expires_at", spec.expireAtMillis(), dialect, moments);
    if (spec.onParentFailure() != ParentFailure.CASCADE) {
      json.member("on_parent_failure", lowerCase(spec.onParentFailure()));
    }
    json.memberUnlessEmpty("key", spec.key());
    json.memberUnlessEmpty("idempotency_key", spec.idempotencyKey());
    json.memberUnlessZero("dedup_ms", spec.dedupMillis());
    json.memberUnlessZero("lease_ms", spec.leaseMillis());
    json.memberUnlessZero("failures_max", spec.failuresMax());
    if (spec.backoff().isPresent()) {
      QueueJson.writeBackoff(json, spec.backoff().get());
    }
    if (!spec.headers().isEmpty()) {
      writeHeaders(json, spec.headers());
    }
    json.memberUnlessEmpty("payload", spec.payload());
  }

  private static void writeMoment(
      JsonText json, String name, long millis, Dialect dialect, Moments moments) {
    if (millis == 0) {
      return;
    }
    switch (dialect) {
      case LOG -> json.member(name, moments.text(millis));
      case SNAPSHOT -> json.member(name + Dialect.MILLIS_SUFFIX, millis);
    }
  }

  private static void writeIds(JsonText json, String name, List<JobId> ids) {
    json.name(name);
    json.beginArray();
    for (JobId id : ids) {
      json.text(id.value());
    }
    json.endArray();
  }

  private static void writeHeaders(JsonText json, Headers headers) {
    json.name("headers");
    json.beginObject();
    headers.forEach(json::memberOfAnyName);
    json.endObject();
  }

  /** A description that is an object of its own, and so has its id among its members. */
  static JobSpec readWithId(JsonInput json, String idName, Dialect dialect, Moments moments) {
    json.beginObject();
    String id = "";
    Reader description = new Reader(dialect, moments);
    for (String name = json.nextMember(); name != null; name = json.nextMember()) {
      if (name.equals(idName)) {
        id = json.text();
      } else if (!description.read(name, json)) {
        throw QueueJson.unknown("template", name);
      }
    }
    return description.toSpec(new JobId(id));
  }

  static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The constant of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static <E extends Enum<E>> E constant(Class<E> type, String lowerCase) {
    return Enum.valueOf(type, lowerCase.toUpperCase(Locale.ROOT));
  }

  /** The members of a description, as they come. */
  static final class Reader {
    private final Dialect dialect;
    private final Moments moments;

    /** Whether anything but the payload is said, which in most jobs it is not. */
    private boolean rich;

    private Payload payload = Payload.EMPTY;
    private @Nullable String queue;
    private String type = "";
    private int priority;
    private long runAtMillis;
    private List<JobId> dependsOn = List.of();
    private int failures;
    private long expireAtMillis;
    private ParentFailure onParentFailure = ParentFailure.CASCADE;
    private String key = "";
    private String idempotencyKey = "";
    private long dedupMillis;
    private long leaseMillis;
    private int failuresMax;
    private @Nullable Backoff backoff;
    private Headers headers = Headers.NONE;

    Reader(Dialect dialect, Moments moments) {
      this.dialect = dialect;
      this.moments = moments;
    }

    /** Takes the value that the input stands on; false if the name is not one of these. */
    boolean read(String name, JsonInput json) {
      switch (name) {
        case "payload" -> payload = json.json();
        case "payload_base64" -> payload = json.bytes();
        default -> {
          rich = true;
          return name.equals(dialect.failures) ? readFailures(json) : readRich(name, json);
        }
      }
      return true;
    }

    private boolean readFailures(JsonInput json) {
      failures = json.count();
      return true;
    }

    private boolean readRich(String name, JsonInput json) {
      switch (name) {
        case "queue" -> queue = json.knownText();
        case "job_type" -> type = json.knownText();
        case "priority" -> priority = json.count();
        case "depends_on" -> dependsOn = json.ids();
        case "on_parent_failure" -> onParentFailure = constant(ParentFailure.class, json.text());
        case "key" -> key = json.knownText();
        case "idempotency_key" -> idempotencyKey = json.text();
        case "dedup_ms" -> dedupMillis = json.number();
        case "lease_ms" -> leaseMillis = json.number();
        case "failures_max" -> failuresMax = json.count();
        case "backoff" -> backoff = QueueJson.readBackoff(json);
        case "headers" -> headers = readHeaders(json);
        default -> {
          return switch (dialect) {
            case LOG -> readTextMoment(name, json);
            case SNAPSHOT -> readMillis(name, json);
          };
        }
      }
      return true;
    }

    private boolean readTextMoment(String name, JsonInput json) {
      switch (name) {
        case "scheduled_at" -> runAtMillis = moments.millis(json.text());
        case "expires_at" -> expireAtMillis = moments.millis(json.text());
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean readMillis(String name, JsonInput json) {
      switch (name) {
        case "scheduled_at_ms" -> runAtMillis = json.number();
        case "expires_at_ms" -> expireAtMillis = json.number();
        default -> {
          return false;
        }
      }
      return true;
    }

    private static Headers readHeaders(JsonInput json) {
      json.beginObject();
      Map<String, String> values = new TreeMap<>();
      for (String name = json.nextMember(); name != null; name = json.nextMember()) {
        values.put(name, json.text());
      }
      return Headers.of(values);
    }

    /** The queue's name, "" if it was not said. */
    String queue() {
      return queue == null ? "" : queue;
    }

    int failures() {
      return failures;
    }

    long runAtMillis() {
      return runAtMillis;
    }

    /**
     * What was described.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    JobSpec toSpec(JobId id) {
      JobSpec plain = JobSpec.of(id, payload);
      return rich ? toRich(plain.toBuilder()) : plain;
    }

    private JobSpec toRich(JobSpecBuilder spec) {
      if (backoff != null) {
        spec.backoff(backoff);
      }
      return spec.queue(queue == null ? JobSpec.DEFAULT_QUEUE : queue)
          .type(type)
          .priority(priority)
          .headers(headers)
          .runAtMillis(runAtMillis)
          .expireAtMillis(expireAtMillis)
          .dependsOn(dependsOn)
          .onParentFailure(onParentFailure)
          .key(key)
          .idempotencyKey(idempotencyKey, dedupMillis)
          .leaseMillis(leaseMillis)
          .failuresMax(failuresMax)
          .failures(failures)
          .build();
    }
  }
}
