package dev.holdfast.engine.internal;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.MachineImage;
import dev.holdfast.core.Schedule;
import dev.holdfast.engine.internal.JobSpecJson.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The state as a snapshot holds it: one JSON object with {@code schema_version}, {@code last_seq},
 * {@code clock_ms}, what there is to know of queues, schedules and forgotten jobs, and the jobs in
 * an array for each place where they may stand, in the order of enqueueing; one a line. The format
 * is described in {@code docs/formats/snapshot.md}. The same state gives the same bytes.
 */
public final class SnapshotCodec {

  /** The schema that {@link #write} writes. {@link ImageInput} reads every version up to it. */
  public static final int SCHEMA_VERSION = 2;

  /** So much is gathered before it is written out. */
  private static final int CHUNK_BYTES = 64 << 10;

  private SnapshotCodec() {}

  /** The arrays of jobs, and which stand in them. */
  private enum Section {
    QUEUE("queue"),
    IN_FLIGHT("in_flight"),
    COMPLETED("completed"),
    DEAD("dead"),
    CANCELLED("cancelled");

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
        case CANCELLED -> CANCELLED;
      };
    }
  }

  static void write(MachineImage image, OutputStream out) throws IOException {
    new Writer(out).write(image);
  }

  /** Writes one snapshot. */
  private static final class Writer {
    private final OutputStream out;
    private final JsonText json = new JsonText();
    private final Moments moments = new Moments();

    Writer(OutputStream out) {
      this.out = out;
    }

    void write(MachineImage image) throws IOException {
      json.beginObject();
      json.member("schema_version", SCHEMA_VERSION);
      json.member("last_seq", image.lastSeq());
      json.member("clock_ms", image.clockMillis());
      writeAll("queues", image.queues(), queue -> QueueJson.writeQueue(json, queue));
      writeAll("schedules", image.schedules(), this::writeSchedule);
      writeAll("forgotten", image.forgotten(), this::writeForgotten);
      for (Section section : Section.values()) {
        json.name(section.member);
        json.beginArray();
        writeJobs(section, image.jobs());
        json.endArray();
      }
      json.endObject();
      json.moveTo(out);
    }

    private void writeJobs(Section section, List<Job> jobs) throws IOException {
      for (Job job : jobs) {
        if (Section.of(job.state()) == section) {
          JobJson.write(json, job, moments);
          moveFullChunk();
        }
      }
    }

    private <T> void writeAll(String member, List<T> all, Consumer<T> writeOne) throws IOException {
      json.name(member);
      json.beginArray();
      for (T one : all) {
        writeOne.accept(one);
        moveFullChunk();
      }
      json.endArray();
    }

    private void moveFullChunk() throws IOException {
      if (json.size() >= CHUNK_BYTES) {
        json.moveTo(out);
      }
    }

    private void writeSchedule(Schedule.Due due) {
      Schedule schedule = due.schedule();
      json.beginObjectOnLine();
      json.member("name", schedule.name());
      json.member("rule", schedule.rule());
      json.member("next_at_ms", due.nextAtMillis());
      json.name("template");
      json.beginObject();
      json.member("id", schedule.template().id().value());
      JobSpecJson.write(json, schedule.template(), Dialect.SNAPSHOT, moments);
      json.endObject();
      json.endObject();
    }

    private void writeForgotten(MachineImage.Forgotten forgotten) {
      json.beginObjectOnLine();
      json.member("id", forgotten.id().value());
      if (!forgotten.queue().equals(JobSpec.DEFAULT_QUEUE)) {
        json.member("queue", forgotten.queue());
      }
      json.memberUnlessEmpty("idempotency_key", forgotten.idempotencyKey());
      json.member("fingerprint", forgotten.fingerprint());
      json.member("until_ms", forgotten.untilMillis());
      json.endObject();
    }
  }

  /**
   * Reads a whole snapshot.
   *
   * @throws UnreadableSnapshotException if this version does not understand it
   * @throws IOException as the stream throws it
   */
  static MachineImage read(InputStream in) throws IOException {
    try {
      ImageInput input = ImageInput.of(in);
      List<Job> all = new ArrayList<>();
      for (List<Job> batch = input.next(); !batch.isEmpty(); batch = input.next()) {
        all.addAll(batch);
      }
      MachineImage head = input.head();
      return MachineImage.of(
          head.lastSeq(),
          head.clockMillis(),
          head.queues(),
          head.schedules(),
          head.forgotten(),
          all);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
