package dev.holdfast.engine.internal;

import dev.holdfast.core.AttemptError;
import dev.holdfast.core.Attempts;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.internal.JobSpecJson.Dialect;
import java.util.ArrayList;
import java.util.List;

/** One job of a snapshot, on a line of its own. */
final class JobJson {

  /** A member that is not there, where 0 would say something. */
  private static final long ABSENT = -1;

  private JobJson() {}

  static void write(JsonText json, Job job, Moments moments) {
    JobSpec spec = job.spec();
    Attempts attempts = job.attempts();
    json.beginObjectOnLine();
    json.member("id", job.id().value());
    json.member("status", JobSpecJson.lowerCase(job.state()));
    json.member("attempt", attempts.count());
    json.member("seq", job.enqueuedSeq());
    json.member("enqueued_at_ms", job.enqueuedAtMillis());
    JobSpecJson.write(json, spec, Dialect.SNAPSHOT, moments);
    writeUnless(json, "failures", spec.failures(), attempts.failures());
    json.memberUnlessZero("interruptions", attempts.interruptions());
    writeUnless(json, "run_at_ms", spec.runAtMillis(), attempts.runAtMillis());
    json.memberUnlessZero("dispatched_at_ms", attempts.dispatchedAtMillis());
    if (job.state() == JobState.IN_FLIGHT) {
      json.member("worker_id", attempts.worker());
      json.member("deadline_ms", attempts.deadlineMillis());
      json.memberIfTrue("cancel_requested", attempts.cancelRequested());
    }
    json.memberUnlessEmpty("reason", attempts.reason());
    if (!attempts.errors().isEmpty()) {
      writeErrors(json, attempts.errors());
    }
    json.memberUnlessEmpty("progress", attempts.progress());
    json.memberUnlessEmpty("result", attempts.result());
    writeUnless(json, "changed_seq", job.enqueuedSeq(), job.changedSeq());
    writeUnless(json, "changed_at_ms", job.enqueuedAtMillis(), job.changedAtMillis());
    json.memberUnlessZero("fingerprint", attempts.fingerprint());
    json.endObject();
  }

  private static void writeUnless(JsonText json, String name, long usual, long number) {
    if (number != usual) {
      json.member(name, number);
    }
  }

  private static void writeErrors(JsonText json, List<AttemptError> errors) {
    json.name("errors");
    json.beginArray();
    for (AttemptError error : errors) {
      json.beginObject();
      json.member("attempt", error.attempt());
      json.member("error", error.message());
      json.memberUnlessEmpty("error_type", error.type());
      json.member("at_ms", error.atMillis());
      json.endObject();
    }
    json.endArray();
  }

  /**
   * The job that the input stands on.
   *
   * @param schemaVersion of the snapshot that it is in
   */
  static Job read(JsonInput json, int schemaVersion, Moments moments) {
    Reader job = new Reader(moments);
    for (String name = json.nextMember(); name != null; name = json.nextMember()) {
      job.read(name, json);
    }
    return job.toJob(schemaVersion);
  }

  /** The members of one job, as they come. */
  private static final class Reader {
    private final JobSpecJson.Reader spec;
    private String id = "";
    private JobState state = JobState.PENDING;
    private int attempt;
    private long seq;
    private long enqueuedAtMillis = ABSENT;
    private int failures = (int) ABSENT;
    private int interruptions;
    private long runAtMillis = ABSENT;
    private String worker = "";
    private long dispatchedAtMillis;
    private long deadlineMillis;
    private boolean cancelRequested;
    private String reason = "";
    private List<AttemptError> errors = List.of();
    private Payload progress = Payload.EMPTY;
    private Payload result = Payload.EMPTY;
    private long changedSeq = ABSENT;
    private long changedAtMillis = ABSENT;
    private long fingerprint;

    /** Whether anything is said that a job has only once somebody has tried it, or ended it. */
    private boolean touched;

    Reader(Moments moments) {
      this.spec = new JobSpecJson.Reader(Dialect.SNAPSHOT, moments);
    }

    void read(String name, JsonInput json) {
      if (!readAlways(name, json) && !readSometimes(name, json) && !spec.read(name, json)) {
        throw new UnreadableSnapshotException(
            "a job's member \"" + name + "\" is not known to this version");
      }
    }

    private boolean readAlways(String name, JsonInput json) {
      switch (name) {
        case "id" -> id = json.text();
        case "status" -> state = JobSpecJson.constant(JobState.class, json.knownText());
        case "attempt" -> attempt = json.count();
        case "seq" -> seq = json.number();
        case "enqueued_at_ms" -> enqueuedAtMillis = json.number();
        case "changed_seq" -> changedSeq = json.number();
        case "changed_at_ms" -> changedAtMillis = json.number();
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean readSometimes(String name, JsonInput json) {
      switch (name) {
        case "failures" -> failures = json.count();
        case "interruptions" -> interruptions = json.count();
        case "run_at_ms" -> runAtMillis = json.number();
        case "worker_id" -> worker = json.knownText();
        case "dispatched_at_ms" -> dispatchedAtMillis = json.number();
        case "deadline_ms" -> deadlineMillis = json.number();
        case "cancel_requested" -> cancelRequested = json.flag();
        case "reason" -> reason = json.text();
        case "errors" -> errors = readErrors(json);
        case "progress" -> progress = json.json();
        case "progress_base64" -> progress = json.bytes();
        case "result" -> result = json.json();
        case "result_base64" -> result = json.bytes();
        case "fingerprint" -> fingerprint = json.number();
        default -> {
          return false;
        }
      }
      touched = true;
      return true;
    }

    Job toJob(int schemaVersion) {
      if (schemaVersion == 1) {
        completeFirstVersion();
      }
      JobSpec described = spec.toSpec(new JobId(id));
      return new Job(
          described,
          seq,
          enqueuedAtMillis,
          state,
          changedSeq == ABSENT ? seq : changedSeq,
          changedAtMillis == ABSENT ? enqueuedAtMillis : changedAtMillis,
          attempts(described));
    }

    private Attempts attempts(JobSpec described) {
      if (!touched && attempt == 0) {
        return Attempts.before(described);
      }
      return new Attempts(
          attempt,
          failures == ABSENT ? described.failures() : failures,
          interruptions,
          runAtMillis == ABSENT ? described.runAtMillis() : runAtMillis,
          worker,
          dispatchedAtMillis,
          deadlineMillis,
          cancelRequested,
          reason,
          errors,
          progress,
          result,
          fingerprint);
    }

    /**
     * Says what schema version 1 left unsaid. It did not keep when a job was enqueued, so the last
     * change stands for it; a lease could not be extended, so its last change was its dispatch;
     * {@code failures} were left out at 0; and an attempt that neither failed nor completed its
     * job, and is not under way, was an interruption.
     */
    private void completeFirstVersion() {
      boolean underWay = state == JobState.IN_FLIGHT && deadlineMillis != 0;
      enqueuedAtMillis = changedAtMillis;
      dispatchedAtMillis = underWay ? changedAtMillis : 0;
      failures = Math.max(failures, 0);
      touched = true;
      int ended = underWay || state == JobState.COMPLETED ? attempt - 1 : attempt;
      interruptions = Math.max(0, ended - (failures - spec.failures()));
    }
  }

  private static List<AttemptError> readErrors(JsonInput json) {
    json.beginArray();
    List<AttemptError> errors = new ArrayList<>();
    while (json.nextElement()) {
      errors.add(readError(json));
    }
    return errors;
  }

  private static AttemptError readError(JsonInput json) {
    json.beginObject();
    int attempt = 0;
    String message = "";
    String type = "";
    long atMillis = 0;
    for (String name = json.nextMember(); name != null; name = json.nextMember()) {
      switch (name) {
        case "attempt" -> attempt = json.count();
        case "error" -> message = json.text();
        case "error_type" -> type = json.text();
        case "at_ms" -> atMillis = json.number();
        default -> throw QueueJson.unknown("errors", name);
      }
    }
    return new AttemptError(attempt, message, type, atMillis);
  }
}
