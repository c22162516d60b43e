package dev.holdfast.engine.internal;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.MachineImage;
import dev.holdfast.core.Schedule;
import dev.holdfast.engine.internal.JobSpecJson.Dialect;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A snapshot that is being read: first all that it says but the jobs, then the jobs, in batches. So
 * they can be restored while others are still being read. Earlier versions wrote the jobs first:
 * there they are gathered. Schema version 1 needs no step of its own: what it lacks has a default.
 *
 * <p>Any method may throw what the stream throws, unchecked, and {@link
 * UnreadableSnapshotException} for what this version does not understand. Not thread safe.
 */
final class ImageInput {
  /** Few enough to stay in the processor's cache until they are restored. */
  static final int BATCH_JOBS = 256;

  private static final List<String> HEAD = List.of("queues", "schedules", "forgotten");

  private final JsonInput json;
  private final Moments moments = new Moments();

  /** The members that have come up. */
  private final Set<String> members = new TreeSet<>();

  /** Whether it stands on a job. */
  private boolean onJob;

  /** The jobs that came before the head was whole, until somebody takes them. */
  private List<Job> early = List.of();

  private int schemaVersion = SnapshotCodec.SCHEMA_VERSION;
  private long lastSeq;
  private long clockMillis;
  private List<MachineImage.Queue> queues = List.of();
  private List<Schedule.Due> schedules = List.of();
  private List<MachineImage.Forgotten> forgotten = List.of();

  private ImageInput(JsonInput json) {
    this.json = json;
  }

  /** Reads this stream, which it does not close, up to the first job. */
  static ImageInput of(InputStream in) {
    ImageInput input = new ImageInput(JsonInput.of(in));
    understanding(input::begin);
    return input;
  }

  /** All that it says but the jobs. */
  MachineImage head() {
    return MachineImage.of(lastSeq, clockMillis, queues, schedules, forgotten, List.of());
  }

  /** The next {@value #BATCH_JOBS} jobs, or all if they came before the rest; none at the end. */
  List<Job> next() {
    if (!early.isEmpty()) {
      List<Job> gathered = early;
      early = List.of();
      return gathered;
    }
    List<Job> batch = new ArrayList<>(BATCH_JOBS);
    understanding(() -> readJobs(batch, BATCH_JOBS));
    return batch;
  }

  private static void understanding(Runnable read) {
    try {
      read.run();
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new UnreadableSnapshotException(String.valueOf(e.getMessage()), e);
    }
  }

  private void begin() {
    json.beginObject();
    goToJob();
    if (onJob && !members.containsAll(HEAD)) {
      early = new ArrayList<>();
      readJobs(early, Integer.MAX_VALUE);
    }
  }

  private void readJobs(List<Job> into, int jobsMax) {
    while (onJob && into.size() < jobsMax) {
      json.beginObject();
      into.add(JobJson.read(json, schemaVersion, moments));
      goToJob();
    }
  }

  /** Goes to the next job, or to the end, and takes what lies on the way. */
  private void goToJob() {
    onJob = onJob && json.nextElement();
    if (onJob) {
      return;
    }
    for (String name = json.nextMember(); name != null; name = json.nextMember()) {
      if (!members.add(name)) {
        throw new UnreadableSnapshotException("its member \"" + name + "\" comes twice");
      }
      readMember(name);
      if (onJob) {
        return;
      }
    }
    if (!json.isAtEnd()) {
      throw new UnreadableSnapshotException("something follows its JSON object");
    }
  }

  private void readMember(String name) {
    switch (name) {
      case "schema_version" -> schemaVersion = json.count();
      case "checksum" -> json.skip();
      case "last_seq" -> lastSeq = json.number();
      case "clock_ms" -> clockMillis = json.number();
      case "queues" -> queues = readAll(() -> QueueJson.readQueue(json));
      case "schedules" -> schedules = readAll(this::readSchedule);
      case "forgotten" -> forgotten = readAll(this::readForgotten);
      case "queue", "in_flight", "completed", "dead", "cancelled" -> {
        json.beginArray();
        onJob = json.nextElement();
      }
      default ->
          throw new UnreadableSnapshotException(
              "its member \"" + name + "\" is not known to this version");
    }
  }

  private <T> List<T> readAll(Supplier<T> readOne) {
    List<T> all = new ArrayList<>();
    json.beginArray();
    while (json.nextElement()) {
      json.beginObject();
      all.add(readOne.get());
    }
    return all;
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
        case "template" -> template = JobSpecJson.readWithId(json, "id", Dialect.SNAPSHOT, moments);
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
