package dev.holdfast.engine.internal;

import dev.holdfast.core.AttemptError;
import dev.holdfast.core.Attempts;
import dev.holdfast.core.Backoff;
import dev.holdfast.core.Event;
import dev.holdfast.core.Headers;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobSpecBuilder;
import dev.holdfast.core.JobState;
import dev.holdfast.core.MachineImage;
import dev.holdfast.core.ParentFailure;
import dev.holdfast.core.Payload;
import dev.holdfast.core.QueueMode;
import dev.holdfast.core.QueueSettings;
import dev.holdfast.core.Rate;
import dev.holdfast.core.Retention;
import dev.holdfast.core.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Anything that a log or a snapshot may hold, by chance from a seed. It need make no sense. */
final class RandomJobs {
  private static final int KINDS_OF_EVENTS = 17;

  private final Random random;

  RandomJobs(long seed) {
    this.random = new Random(seed);
  }

  /** Well-formed text of all alphabets, control characters included. */
  String text(int lengthMax) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(lengthMax); n > 0; n--) {
      text.appendCodePoint(
          switch (random.nextInt(6)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> 0x80 + random.nextInt(0x780);
            case 2 -> 0xE000 + random.nextInt(0x2000);
            case 3 -> 0x10000 + random.nextInt(0x100000);
            default -> 'a' + random.nextInt(26);
          });
    }
    return text.toString();
  }

  private String name() {
    return text(20).replaceAll("\\p{Cntrl}|[\\x80-\\x9F]", "") + random.nextInt(100);
  }

  private JobId id() {
    return new JobId(name());
  }

  private boolean sometimes() {
    return random.nextInt(4) == 0;
  }

  private long number() {
    return random.nextLong() >>> (1 + random.nextInt(62));
  }

  private int count() {
    return random.nextInt() >>> (1 + random.nextInt(30));
  }

  private long moment() {
    return sometimes() ? random.nextInt(5_000) : Math.abs(random.nextLong() % 4_000_000_000_000L);
  }

  private Payload payload() {
    return switch (random.nextInt(5)) {
      case 0 -> Payload.EMPTY;
      case 1 -> bytes();
      case 2 -> Payload.ofJson("-1.50e7");
      case 3 -> Payload.ofJson("{\"a\":[{\"b\":\"\\\"]}\u00e9\"},null,[]],\"a\":true}");
      default -> Payload.ofJson("\"" + "\u20ac\ud83d\ude00".repeat(random.nextInt(50)) + "\"");
    };
  }

  private Payload bytes() {
    byte[] bytes = new byte[random.nextInt(100)];
    random.nextBytes(bytes);
    return Payload.of(bytes);
  }

  private Backoff backoff() {
    long base = number() >>> 1;
    return new Backoff(base, 1 + 99 * random.nextDouble(), base * 2, random.nextDouble());
  }

  JobSpec spec() {
    return sometimes() ? JobSpec.of(id(), payload()) : rich(JobSpec.builder(id())).build();
  }

  private JobSpecBuilder rich(JobSpecBuilder spec) {
    spec.payload(payload());
    if (sometimes()) {
      spec.queue(name()).type(name());
    }
    if (sometimes()) {
      spec.priority(random.nextInt(11)).key(name());
    }
    if (sometimes()) {
      spec.headers(Headers.NONE.with(name(), text(50)).with(name(), ""));
    }
    if (sometimes()) {
      spec.runAtMillis(moment()).expireAtMillis(moment());
    }
    if (sometimes()) {
      spec.dependsOn(IntStream.range(1, 4).mapToObj(n -> new JobId("parent\u00e9 " + n)).toList())
          .onParentFailure(any(ParentFailure.values()));
    }
    if (sometimes()) {
      spec.idempotencyKey(name(), number());
    } else if (sometimes()) {
      spec.dedupMillis(number());
    }
    if (sometimes()) {
      spec.leaseMillis(number()).failuresMax(count()).failures(count());
    }
    if (sometimes()) {
      spec.backoff(backoff());
    }
    return spec;
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private QueueSettings settings() {
    return QueueSettings.builder()
        .leaseMillis(sometimes() ? number() : 0)
        .failuresMax(sometimes() ? count() : 0)
        .backoff(sometimes() ? Optional.of(backoff()) : Optional.empty())
        .retention(sometimes() ? Optional.of(retention()) : Optional.empty())
        .dedupMillis(sometimes() ? number() : 0)
        .depthMax(sometimes() ? count() : 0)
        .concurrencyMax(sometimes() ? count() : 0)
        .rate(rate())
        .keyConcurrencyMax(sometimes() ? count() : 0)
        .keyRate(rate())
        .fair(sometimes())
        .agingMillis(sometimes() ? random.nextInt(100_000) : 0)
        .build();
  }

  private Retention retention() {
    return sometimes()
        ? Retention.FOREVER
        : Retention.finished(count(), number()).withDead(count(), number());
  }

  private Rate rate() {
    int permits = 1 + random.nextInt(1000);
    return switch (random.nextInt(4)) {
      case 0 -> new Rate(permits, 1 + random.nextInt(100_000), 1 + random.nextInt(permits));
      case 1 -> Rate.of(permits, 1 + random.nextInt(100_000));
      case 2 -> new Rate(0, 1 + random.nextInt(100), 0);
      default -> Rate.UNLIMITED;
    };
  }

  private Schedule schedule() {
    JobSpec template = rich(JobSpec.builder(id())).dependsOn(List.of()).build();
    return new Schedule(name(), template, "every " + name());
  }

  /** All kinds of events, each many times. */
  List<Event> events(int count) {
    return some(count, n -> event(n % KINDS_OF_EVENTS));
  }

  private Event event(int kind) {
    int attempt = 1 + count();
    return switch (kind) {
      case 0 -> new Event.Enqueue(spec(), sometimes() ? count() : 0, moment());
      case 1 -> new Event.Dispatch(id(), attempt, name(), 1 + moment(), moment());
      case 2 -> new Event.Ack(id(), attempt, payload(), moment());
      case 3 -> new Event.Extend(id(), attempt, 1 + moment(), payload(), moment());
      case 4 -> new Event.Timeout(id(), attempt, moment());
      case 5 -> new Event.Fail(id(), attempt, text(100), sometimes() ? name() : "", moment());
      case 6 ->
          new Event.Retry(
              id(), attempt, count(), sometimes(), sometimes() ? moment() : 0, moment());
      case 7 -> new Event.Dead(id(), attempt - 1, text(100), moment());
      case 8 -> new Event.Cancel(id(), attempt, sometimes(), text(100), moment());
      case 9 -> new Event.Requeue(id(), attempt - 1, moment());
      case 10 -> new Event.Forget(id(), sometimes() ? moment() : 0, moment());
      case 11 -> new Event.Mode(name(), any(QueueMode.values()), moment());
      case 12 -> new Event.Configure(name(), settings(), moment());
      case 13 -> new Event.Scheduled(schedule(), moment(), moment());
      case 14 -> new Event.Unscheduled(name(), moment());
      case 15 -> new Event.Fired(name(), moment(), moment());
      default -> new Event.Tick(moment());
    };
  }

  /** The state of no machine that ever was, with everything in it. */
  MachineImage image() {
    return MachineImage.of(
        number(),
        moment(),
        some(random.nextInt(4), n -> queue()),
        some(random.nextInt(4), n -> new Schedule.Due(schedule(), moment())),
        some(random.nextInt(4), n -> forgotten()),
        some(random.nextInt(30), n -> job(1 + n * 3L)));
  }

  private static <T> List<T> some(int count, IntFunction<T> each) {
    List<T> all = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      all.add(each.apply(n));
    }
    return all;
  }

  private MachineImage.Queue queue() {
    return new MachineImage.Queue(
        name(),
        any(QueueMode.values()),
        sometimes() ? QueueSettings.DEFAULTS : settings(),
        sometimes() ? number() : 0,
        sometimes() ? number() : 0,
        some(
            random.nextInt(3),
            n -> new MachineImage.Key(name(), sometimes() ? number() : 0, number())));
  }

  private MachineImage.Forgotten forgotten() {
    return new MachineImage.Forgotten(
        id(),
        sometimes() ? name() : JobSpec.DEFAULT_QUEUE,
        sometimes() ? name() : "",
        random.nextLong(),
        moment());
  }

  private Job job(long seq) {
    JobState state = any(JobState.values());
    boolean inFlight = state == JobState.IN_FLIGHT;
    JobSpec spec = spec();
    if (state == JobState.COMPLETED) {
      spec = spec.withPayload(Payload.EMPTY).withDependsOn(List.of());
    }
    long enqueuedAt = moment();
    boolean changed = sometimes();
    Attempts attempts =
        new Attempts(
            1 + count(),
            sometimes() ? count() : spec.failures(),
            sometimes() ? count() : 0,
            sometimes() ? moment() : spec.runAtMillis(),
            inFlight ? name() : "",
            sometimes() ? moment() : 0,
            inFlight && !sometimes() ? 1 + moment() : 0,
            inFlight && sometimes(),
            sometimes() ? text(50) : "",
            some(random.nextInt(3), n -> new AttemptError(n, text(30), text(9), moment())),
            sometimes() ? payload() : Payload.EMPTY,
            sometimes() ? payload() : Payload.EMPTY,
            sometimes() ? random.nextLong() : 0);
    return new Job(
        spec,
        seq,
        enqueuedAt,
        state,
        changed ? seq + count() : seq,
        changed ? enqueuedAt + count() : enqueuedAt,
        attempts);
  }
}
