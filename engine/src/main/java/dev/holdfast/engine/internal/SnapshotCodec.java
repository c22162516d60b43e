package dev.holdfast.engine.internal;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.MachineImage;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.JsonPayload;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.util.MinimalPrettyPrinter;

/**
 * The state as a snapshot holds it: one JSON object with {@code schema_version}, {@code last_seq},
 * {@code clock_ms} and the arrays {@code queue}, {@code in_flight}, {@code completed} and {@code
 * dead}, each in the order of enqueueing, one job a line. The format is described in {@code
 * docs/formats/snapshot.md}. The same state gives the same bytes.
 */
public final class SnapshotCodec {

  /** The schema that {@link #write} writes. {@link #read} reads every version up to it. */
  public static final int SCHEMA_VERSION = 1;

  private SnapshotCodec() {}

  /** What a snapshot says. */
  public record State(long lastSeq, long clockMillis, List<Job> jobs) {}

  /** The arrays of a snapshot, and which jobs stand in them. */
  private enum Section {
    QUEUE("queue"),
    IN_FLIGHT("in_flight"),
    COMPLETED("completed"),
    DEAD("dead");

    private final String member;

    Section(String member) {
      this.member = member;
    }

    static Section of(JobState state) {
      return switch (state) {
        case PENDING, SCHEDULED, BLOCKED -> QUEUE;
        case IN_FLIGHT -> IN_FLIGHT;
        case COMPLETED -> COMPLETED;
        case DEAD -> DEAD;
      };
    }
  }

  static void write(MachineImage image, OutputStream out) {
    try (JsonGenerator json = Json.generator(out, new JobPerLine())) {
      json.writeStartObject();
      json.writeNumberProperty("schema_version", SCHEMA_VERSION);
      json.writeNumberProperty("last_seq", image.lastSeq());
      json.writeNumberProperty("clock_ms", image.clockMillis());
      for (Section section : Section.values()) {
        json.writeName(section.member);
        json.writeStartArray();
        for (Job job : image.jobs()) {
          if (Section.of(job.state()) == section) {
            writeJob(json, job);
          }
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    }
  }

  private static void writeJob(JsonGenerator json, Job job) {
    JobSpec spec = job.spec();
    json.writeStartObject();
    json.writeStringProperty("id", spec.id().value());
    if (job.state() != JobState.COMPLETED) {
      json.writeName("payload");
      json.writeRawValue(new RawJson(spec.payload()));
    }
    json.writeNumberProperty("attempt", job.attempt());
    json.writeStringProperty("status", Names.text(job.state()));
    json.writeNumberProperty("seq", job.enqueuedSeq());
    writeUnlessZero(json, "failures", job.failures());
    writeUnlessZero(json, "priority", spec.priority());
    writeUnlessZero(json, "scheduled_at_ms", spec.runAtMillis());
    if (job.runAtMillis() != spec.runAtMillis()) {
      json.writeNumberProperty("run_at_ms", job.runAtMillis());
    }
    writeUnlessZero(json, "initial_failures", spec.failures());
    if (!spec.dependsOn().isEmpty()) {
      json.writeName("depends_on");
      json.writeStartArray();
      for (JobId dependency : spec.dependsOn()) {
        json.writeString(dependency.value());
      }
      json.writeEndArray();
    }
    if (job.state() == JobState.IN_FLIGHT) {
      json.writeStringProperty("worker_id", job.worker());
      json.writeNumberProperty("deadline_ms", job.deadlineMillis());
    }
    if (!job.reason().isEmpty()) {
      json.writeStringProperty("reason", job.reason());
    }
    json.writeNumberProperty("changed_seq", job.changedSeq());
    json.writeNumberProperty("changed_at_ms", job.changedAtMillis());
    if (job.state() == JobState.COMPLETED) {
      json.writeNumberProperty("fingerprint", job.fingerprint());
    }
    json.writeEndObject();
  }

  private static void writeUnlessZero(JsonGenerator json, String name, long value) {
    if (value != 0) {
      json.writeNumberProperty(name, value);
    }
  }

  /**
   * Reads a whole snapshot.
   *
   * @throws UnreadableSnapshotException if this version does not understand it
   */
  static State read(InputStream in) {
    try (JsonParser json = Json.parser(in)) {
      long lastSeq = 0;
      long clockMillis = 0;
      List<Job> jobs = new ArrayList<>();
      expect(json.nextToken(), JsonToken.START_OBJECT);
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        switch (name) {
          case "schema_version", "checksum" -> json.skipChildren();
          case "last_seq" -> lastSeq = number(json);
          case "clock_ms" -> clockMillis = number(json);
          case "queue", "in_flight", "completed", "dead" -> readJobs(json, jobs);
          default ->
              throw new UnreadableSnapshotException(
                  "its member \"" + name + "\" is not known to this version");
        }
      }
      jobs.sort(Comparator.comparingLong(Job::enqueuedSeq));
      return new State(lastSeq, clockMillis, jobs);
    } catch (JacksonException e) {
      throw new UnreadableSnapshotException(Json.describe(e), e);
    } catch (IllegalArgumentException e) {
      throw new UnreadableSnapshotException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void readJobs(JsonParser json, List<Job> jobs) {
    expect(json.currentToken(), JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.START_OBJECT);
      var fields = new Fields();
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        fields.read(name, json);
      }
      jobs.add(fields.toJob());
    }
  }

  private static long number(JsonParser json) {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new UnreadableSnapshotException(
          "its member \"" + json.currentName() + "\" is not a whole number");
    }
    return json.getLongValue();
  }

  private static void expect(JsonToken found, JsonToken wanted) {
    if (found != wanted) {
      throw new UnreadableSnapshotException("expected " + wanted + ", found " + found);
    }
  }

  /** Begins a line with each job, so that grep and diff have something to hold on to. */
  private static final class JobPerLine extends MinimalPrettyPrinter {
    private static final long serialVersionUID = 1;

    private static final int JOBS_DEPTH = 2;

    @Override
    public void beforeArrayValues(JsonGenerator json) {
      breakBeforeJob(json);
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) {
      json.writeRaw(',');
      breakBeforeJob(json);
    }

    private static void breakBeforeJob(JsonGenerator json) {
      if (json.streamWriteContext().getNestingDepth() == JOBS_DEPTH) {
        json.writeRaw('\n');
      }
    }
  }

  /** The members of one job. */
  private static final class Fields {
    private String id = "";
    private Payload payload = Payload.EMPTY;
    private JobState state = JobState.PENDING;
    private int attempt;
    private long seq;
    private int failures;
    private int initialFailures;
    private int priority;
    private long scheduledAtMillis;
    private long runAtMillis = -1;
    private List<JobId> dependsOn = List.of();
    private String worker = "";
    private long deadlineMillis;
    private String reason = "";
    private long changedSeq;
    private long changedAtMillis;
    private long fingerprint;

    void read(String name, JsonParser json) {
      switch (name) {
        case "id" -> id = json.getString();
        case "payload" -> payload = JsonPayload.copyValue(json);
        case "attempt" -> attempt = Math.toIntExact(number(json));
        case "status" -> state = Names.state(json.getString());
        case "seq" -> seq = number(json);
        case "failures" -> failures = Math.toIntExact(number(json));
        case "priority" -> priority = Math.toIntExact(number(json));
        case "scheduled_at_ms" -> scheduledAtMillis = number(json);
        case "run_at_ms" -> runAtMillis = number(json);
        case "initial_failures" -> initialFailures = Math.toIntExact(number(json));
        case "depends_on" -> dependsOn = Names.ids(json);
        case "worker_id" -> worker = json.getString();
        case "deadline_ms" -> deadlineMillis = number(json);
        case "reason" -> reason = json.getString();
        case "changed_seq" -> changedSeq = number(json);
        case "changed_at_ms" -> changedAtMillis = number(json);
        case "fingerprint" -> fingerprint = number(json);
        default ->
            throw new UnreadableSnapshotException(
                "a job's member \"" + name + "\" is not known to this version");
      }
    }

    Job toJob() {
      var spec =
          new JobSpec(
              new JobId(id), payload, priority, scheduledAtMillis, dependsOn, initialFailures);
      return new Job(
          spec,
          seq,
          state,
          attempt,
          failures,
          runAtMillis < 0 ? scheduledAtMillis : runAtMillis,
          worker,
          deadlineMillis,
          reason,
          changedSeq,
          changedAtMillis,
          state == JobState.COMPLETED ? fingerprint : spec.fingerprint());
    }
  }
}
