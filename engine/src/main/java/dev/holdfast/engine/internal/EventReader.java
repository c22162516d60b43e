package dev.holdfast.engine.internal;

import dev.holdfast.core.Event;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Payload;
import dev.holdfast.core.QueueMode;
import dev.holdfast.core.QueueSettings;
import dev.holdfast.core.Schedule;
import dev.holdfast.engine.internal.JobSpecJson.Dialect;
import org.jspecify.annotations.Nullable;

/** The members of one record of the log, in any order, until its type is known. */
final class EventReader {
  private final Moments moments;

  /** Also holds what other events have under the same names: queue, failures, run-at. */
  private final JobSpecJson.Reader spec;

  private String type = "";
  private String id = "";
  private long atMillis;
  private int attempt;
  private int more;
  private long deadlineMillis;
  private String worker = "";
  private String error = "";
  private String errorType = "";
  private String reason = "";
  private boolean released;
  private boolean requested;
  private long dedupUntilMillis;
  private Payload result = Payload.EMPTY;
  private Payload progress = Payload.EMPTY;
  private QueueSettings settings = QueueSettings.DEFAULTS;
  private String schedule = "";
  private String rule = "";
  private long nextAtMillis;
  private @Nullable JobSpec template;

  EventReader(Moments moments) {
    this.moments = moments;
    this.spec = new JobSpecJson.Reader(Dialect.LOG, moments);
  }

  /** Takes the value that the input stands on. */
  void read(String name, JsonInput json) {
    try {
      if (!readCommon(name, json) && !readSeldom(name, json) && !spec.read(name, json)) {
        throw new UnreadableEventException(
            "its member \"" + name + "\" is not known to this version");
      }
    } catch (IllegalArgumentException e) {
      throw new UnreadableEventException(
          "its member \"" + name + "\" has a wrong value: " + e.getMessage(), e);
    }
  }

  private boolean readCommon(String name, JsonInput json) {
    switch (name) {
      case "type" -> type = json.knownText();
      case "job_id" -> id = json.text();
      case "timestamp" -> atMillis = moments.millis(json.knownText());
      case "attempt" -> attempt = json.count();
      case "deadline_ms" -> deadlineMillis = json.number();
      case "worker_id" -> worker = json.knownText();
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean readSeldom(String name, JsonInput json) {
    switch (name) {
      case "batch_more" -> more = json.count();
      case "error" -> error = json.text();
      case "error_type" -> errorType = json.text();
      case "reason" -> reason = json.text();
      case "released" -> released = json.flag();
      case "requested" -> requested = json.flag();
      case "dedup_until" -> dedupUntilMillis = moments.millis(json.text());
      case "result" -> result = json.json();
      case "result_base64" -> result = json.bytes();
      case "progress" -> progress = json.json();
      case "progress_base64" -> progress = json.bytes();
      case "settings" -> settings = QueueJson.readSettings(json);
      case "schedule" -> schedule = json.text();
      case "rule" -> rule = json.text();
      case "next_at" -> nextAtMillis = moments.millis(json.text());
      case "template" -> template = JobSpecJson.readWithId(json, "job_id", Dialect.LOG, moments);
      default -> {
        return false;
      }
    }
    return true;
  }

  /**
   * What the members say.
   *
   * @throws UnreadableEventException if the type is not known
   * @throws IllegalArgumentException if a value is out of its range
   */
  Event toEvent() {
    return switch (type) {
      case "ENQUEUE" -> new Event.Enqueue(spec.toSpec(job()), more, atMillis);
      case "DISPATCH" -> new Event.Dispatch(job(), attempt, worker, deadlineMillis, atMillis);
      case "ACK" -> new Event.Ack(job(), attempt, result, atMillis);
      case "EXTEND" -> new Event.Extend(job(), attempt, deadlineMillis, progress, atMillis);
      case "TIMEOUT" -> new Event.Timeout(job(), attempt, atMillis);
      case "FAIL" -> new Event.Fail(job(), attempt, error, errorType, atMillis);
      case "RETRY" ->
          new Event.Retry(job(), attempt, spec.failures(), released, spec.runAtMillis(), atMillis);
      case "DEAD" -> new Event.Dead(job(), attempt, reason, atMillis);
      case "CANCEL" -> new Event.Cancel(job(), attempt, requested, reason, atMillis);
      case "REQUEUE" -> new Event.Requeue(job(), attempt, atMillis);
      case "FORGET" -> new Event.Forget(job(), dedupUntilMillis, atMillis);
      case "TICK" -> new Event.Tick(atMillis);
      default -> toEventOfQueue();
    };
  }

  private Event toEventOfQueue() {
    return switch (type) {
      case "RESUME" -> new Event.Mode(spec.queue(), QueueMode.OPEN, atMillis);
      case "PAUSE" -> new Event.Mode(spec.queue(), QueueMode.PAUSED, atMillis);
      case "DRAIN" -> new Event.Mode(spec.queue(), QueueMode.DRAINING, atMillis);
      case "CONFIGURE" -> new Event.Configure(spec.queue(), settings, atMillis);
      case "SCHEDULE" -> new Event.Scheduled(toSchedule(), nextAtMillis, atMillis);
      case "UNSCHEDULE" -> new Event.Unscheduled(schedule, atMillis);
      case "FIRE" -> new Event.Fired(schedule, nextAtMillis, atMillis);
      default ->
          throw new UnreadableEventException(
              "its type \"" + type + "\" is not known to this version");
    };
  }

  private JobId job() {
    return new JobId(id);
  }

  private Schedule toSchedule() {
    if (template == null) {
      throw new IllegalArgumentException("its member \"template\" is missing");
    }
    return new Schedule(schedule, template, rule);
  }
}
