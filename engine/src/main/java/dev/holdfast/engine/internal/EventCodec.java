package dev.holdfast.engine.internal;

import dev.holdfast.core.Event;
import dev.holdfast.core.JobId;
import dev.holdfast.core.Limits;
import dev.holdfast.core.Schedule;
import dev.holdfast.engine.internal.JobSpecJson.Dialect;
import java.nio.ByteBuffer;

/**
 * Events as the log holds them: one JSON object each, {@code
 * {"type":"ACK","job_id":"task-1","timestamp":"...",...}}. The format is described in {@code
 * docs/formats/log-events.md}; members with their default value are left out, and unknown members
 * are an error, since ignoring what one does not understand would change history.
 *
 * <p>An instance is not thread safe. {@link #decode} takes whatever {@link #encode} has ever
 * written.
 */
public final class EventCodec {

  /** A name of 128 characters, with its quotes and a comma: no control character is among them. */
  private static final long NAME_BYTES_MAX = 3L * JobId.LENGTH_MAX + 3;

  /** One byte of a header's value may become six; a name of one byte has as many around it. */
  private static final int HEADER_BYTES_PER_BYTE_MAX = 8;

  /** All else: at most six names, one rule, one type of error, the members' names, the numbers. */
  private static final long OTHER_BYTES_MAX = 8L << 10;

  private final JsonText json = new JsonText();
  private final JsonInput input = JsonInput.ofRecords();
  private final Moments moments = new Moments();

  /**
   * No event that these limits allow has more bytes than this. It is no tight bound: names and
   * texts count as if each character took as many bytes as one can.
   */
  public static long recordBytesMax(Limits limits) {
    long job =
        valueBytesMax(limits.payloadBytesMax())
            + (long) HEADER_BYTES_PER_BYTE_MAX * limits.headersBytesMax()
            + NAME_BYTES_MAX * limits.dependenciesMax();
    long value = valueBytesMax(Math.max(limits.resultBytesMax(), limits.progressBytesMax()));
    long text = (long) JsonText.BYTES_PER_CHAR_MAX * limits.reasonCharsMax();
    return OTHER_BYTES_MAX + Math.max(job, Math.max(value, text));
  }

  private static long valueBytesMax(long bytes) {
    return 4 * Math.ceilDiv(bytes, 3L);
  }

  /** The event's JSON; valid until the next call. */
  ByteBuffer encode(Event event) {
    json.reset();
    json.beginObject();
    json.member("type", event.wireName());
    switch (event) {
      case Event.OfJob e -> {
        json.member("job_id", e.id().value());
        writeMoment("timestamp", e.atMillis());
        writeOfJob(e);
      }
      case Event.Mode e -> writeSubject("queue", e.queue(), e);
      case Event.Configure e -> {
        writeSubject("queue", e.queue(), e);
        QueueJson.writeSettings(json, e.settings());
      }
      case Event.Scheduled e -> {
        writeSubject("schedule", e.schedule().name(), e);
        writeMoment("next_at", e.nextAtMillis());
        writeSchedule(e.schedule());
      }
      case Event.Unscheduled e -> writeSubject("schedule", e.name(), e);
      case Event.Fired e -> {
        writeSubject("schedule", e.name(), e);
        writeMoment("next_at", e.nextAtMillis());
      }
      case Event.Tick e -> writeMoment("timestamp", e.atMillis());
    }
    json.endObject();
    return json.content();
  }

  private void writeSubject(String kind, String name, Event event) {
    json.member(kind, name);
    writeMoment("timestamp", event.atMillis());
  }

  private void writeMoment(String name, long millis) {
    json.member(name, moments.text(millis));
  }

  private void writeOfJob(Event.OfJob event) {
    switch (event) {
      case Event.Enqueue e -> {
        json.memberUnlessZero("batch_more", e.more());
        JobSpecJson.write(json, e.job(), Dialect.LOG, moments);
      }
      case Event.Dispatch e -> {
        json.member("attempt", e.attempt());
        json.member("worker_id", e.worker());
        json.member("deadline_ms", e.deadlineMillis());
      }
      case Event.Ack e -> {
        json.member("attempt", e.attempt());
        json.memberUnlessEmpty("result", e.result());
      }
      case Event.Extend e -> {
        json.member("attempt", e.attempt());
        json.member("deadline_ms", e.deadlineMillis());
        json.memberUnlessEmpty("progress", e.progress());
      }
      case Event.Timeout e -> json.member("attempt", e.attempt());
      case Event.Fail e -> {
        json.member("attempt", e.attempt());
        json.member("error", e.error());
        json.memberUnlessEmpty("error_type", e.errorType());
      }
      case Event.Retry e -> {
        json.member("attempt", e.attempt());
        json.member("failures", e.failures());
        json.memberIfTrue("released", e.released());
        if (e.runAtMillis() != 0) {
          writeMoment("scheduled_at", e.runAtMillis());
        }
      }
      case Event.Dead e -> {
        json.member("attempt", e.attempt());
        json.member("reason", e.reason());
      }
      case Event.Cancel e -> {
        json.member("attempt", e.attempt());
        json.memberIfTrue("requested", e.requested());
        json.memberUnlessEmpty("reason", e.reason());
      }
      case Event.Requeue e -> json.member("attempt", e.attempt());
      case Event.Forget e -> {
        if (e.dedupUntilMillis() != 0) {
          writeMoment("dedup_until", e.dedupUntilMillis());
        }
      }
    }
  }

  private void writeSchedule(Schedule schedule) {
    json.member("rule", schedule.rule());
    json.name("template");
    json.beginObject();
    json.member("job_id", schedule.template().id().value());
    JobSpecJson.write(json, schedule.template(), Dialect.LOG, moments);
    json.endObject();
  }

  /**
   * The event of a log record.
   *
   * @throws UnreadableEventException if this version does not understand the record
   */
  Event decode(ByteBuffer record) {
    EventReader event = new EventReader(moments);
    try {
      input.reset(record);
      if (!input.isObject()) {
        throw new UnreadableEventException("it is not a JSON object");
      }
      input.beginObject();
      for (String name = input.nextMember(); name != null; name = input.nextMember()) {
        event.read(name, input);
      }
      if (!input.isAtEnd()) {
        throw new UnreadableEventException("something follows its JSON object");
      }
      return event.toEvent();
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new UnreadableEventException(String.valueOf(e.getMessage()), e);
    }
  }
}
