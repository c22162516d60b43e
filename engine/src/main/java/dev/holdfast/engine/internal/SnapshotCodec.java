package dev.holdfast.engine.internal;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
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
import java.util.function.Supplier;

/**
 * The state as a snapshot holds it: one JSON object with {@code schema_version}, {@code last_seq},
 * {@code clock_ms}, the jobs in an array for each place where they may stand, in the order of
 * enqueueing, and what there is to know of queues, schedules and forgotten jobs; one a line. The
 * format is described in {@code docs/formats/snapshot.md}. The same state gives the same bytes.
 */
public final class SnapshotCodec {

  /** The schema that {@link #write} writes. {@link #read} reads every version up to it. */
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
      for (Section section : Section.values()) {
        json.name(section.member);
        json.beginArray();
        writeJobs(section, image.jobs());
        json.endArray();
      }
      writeAll("queues", image.queues(), queue -> QueueJson.writeQueue(json, queue));
      writeAll("schedules", image.schedules(), this::writeSchedule);
      writeAll("forgotten", image.forgotten(), this::writeForgotten);
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
      return new Reader(JsonInput.of(in)).read();
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new UnreadableSnapshotException(String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Reads one snapshot. Version 1 needs no step of its own before: what it lacks has a default. */
  private static final class Reader {
    private final JsonInput json;
    private final Moments moments = new Moments();
    private int schemaVersion = SCHEMA_VERSION;
    private long lastSeq;
    private long clockMillis;
    private final List<Job> jobs = new ArrayList<>();
    private List<MachineImage.Queue> queues = List.of();
    private List<Schedule.Due> schedules = List.of();
    private List<MachineImage.Forgotten> forgotten = List.of();

    Reader(JsonInput json) {
      this.json = json;
    }

    MachineImage read() {
      json.beginObject();
      for (String name = json.nextMember(); name != null; name = json.nextMember()) {
        readMember(name);
      }
      if (!json.isAtEnd()) {
        throw new UnreadableSnapshotException("something follows its JSON object");
      }
      return MachineImage.of(lastSeq, clockMillis, queues, schedules, forgotten, jobs);
    }

    private void readMember(String name) {
      switch (name) {
        case "schema_version" -> schemaVersion = json.count();
        case "checksum" -> json.skip();
        case "last_seq" -> lastSeq = json.number();
        case "clock_ms" -> clockMillis = json.number();
        case "queue", "in_flight", "completed", "dead", "cancelled" ->
            readAll(jobs, () -> JobJson.read(json, schemaVersion, moments));
        case "queues" -> queues = readAll(() -> QueueJson.readQueue(json));
        case "schedules" -> schedules = readAll(this::readSchedule);
        case "forgotten" -> forgotten = readAll(this::readForgotten);
        default ->
            throw new UnreadableSnapshotException(
                "its member \"" + name + "\" is not known to this version");
      }
    }

    private <T> List<T> readAll(Supplier<T> readOne) {
      List<T> all = new ArrayList<>();
      readAll(all, readOne);
      return all;
    }

    private <T> void readAll(List<T> into, Supplier<T> readOne) {
      json.beginArray();
      while (json.nextElement()) {
        json.beginObject();
        into.add(readOne.get());
      }
    }

    private Schedule.Due readSchedule() {
      String schedule = "";
      String rule = "";
      long nextAtMillis = 0;
      JobSpec template = null;
      for (String name = json.nextMember(); name != null; name = json.nextMember()) {
        switch (name) {
          case "name" -> schedule = json.text();
          case "rule" -> rule = json.text();
          case "next_at_ms" -> nextAtMillis = json.number();
          case "template" ->
              template = JobSpecJson.readWithId(json, "id", Dialect.SNAPSHOT, moments);
          default -> throw QueueJson.unknown("schedules", name);
        }
      }
      if (template == null) {
        throw new UnreadableSnapshotException("schedule \"" + schedule + "\" has no template");
      }
      return new Schedule.Due(new Schedule(schedule, template, rule), nextAtMillis);
    }

    private MachineImage.Forgotten readForgotten() {
      String id = "";
      String queue = JobSpec.DEFAULT_QUEUE;
      String idempotencyKey = "";
      long fingerprint = 0;
      long untilMillis = 0;
      for (String name = json.nextMember(); name != null; name = json.nextMember()) {
        switch (name) {
          case "id" -> id = json.text();
          case "queue" -> queue = json.text();
          case "idempotency_key" -> idempotencyKey = json.text();
          case "fingerprint" -> fingerprint = json.number();
          case "until_ms" -> untilMillis = json.number();
          default -> throw QueueJson.unknown("forgotten", name);
        }
      }
      return new MachineImage.Forgotten(
          new JobId(id), queue, idempotencyKey, fingerprint, untilMillis);
    }
  }
}
