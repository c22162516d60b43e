package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.AttemptError;
import dev.holdfast.core.Command;
import dev.holdfast.core.Event;
import dev.holdfast.core.Headers;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobSpecBuilder;
import dev.holdfast.core.Limits;
import dev.holdfast.core.ParentFailure;
import dev.holdfast.core.Payload;
import dev.holdfast.core.Schedule;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bound on a record's size, held against events that are as large as limits allow. */
class EventSizeTest {
  private static final String NAME = "\u20ac".repeat(JobId.LENGTH_MAX); // three bytes each
  private static final JobId ID = new JobId(NAME);
  private static final long AT = Long.MAX_VALUE / 1_000_000; // many digits

  /** With nothing but the rest of a record to pay for, and with much of everything. */
  static Stream<Limits> limits() {
    Limits.Builder small =
        Limits.defaults().toBuilder()
            .payloadBytesMax(0)
            .headersBytesMax(0)
            .dependenciesMax(0)
            .resultBytesMax(0)
            .progressBytesMax(0)
            .reasonCharsMax(1);
    return Stream.of(
        small.build(),
        small.build().toBuilder().payloadBytesMax(100_001).build(),
        small.build().toBuilder().headersBytesMax(50_000).build(),
        small.build().toBuilder().dependenciesMax(200).build(),
        small.build().toBuilder().resultBytesMax(100_001).build(),
        small.build().toBuilder().progressBytesMax(100_001).build(),
        small.build().toBuilder().reasonCharsMax(20_000).build(),
        Limits.defaults());
  }

  @ParameterizedTest
  @MethodSource("limits")
  void noEventIsLargerThanTheBoundAndTheLargestComesNear(Limits limits) {
    EventCodec codec = new EventCodec();
    long bound = EventCodec.recordBytesMax(limits);
    int largest = 0;
    for (Event event : largest(limits)) {
      int bytes = codec.encode(event).remaining();
      assertThat(bytes).as(event.wireName()).isLessThanOrEqualTo((int) bound);
      largest = Math.max(largest, bytes);
    }
    assertThat(bound).isLessThan(2L * largest + (8 << 10));
  }

  private static List<Event> largest(Limits limits) {
    Payload payload = Payload.of(new byte[limits.payloadBytesMax()]);
    String error = "\u0001".repeat(limits.reasonCharsMax()); // six bytes each
    String type = "\u0001".repeat(AttemptError.TYPE_LENGTH_MAX);
    String worker = "\u20ac".repeat(Command.WORKER_LENGTH_MAX);
    List<JobId> dependencies =
        IntStream.range(0, limits.dependenciesMax())
            .mapToObj(i -> new JobId("%s%06d".formatted(NAME.substring(6), i)))
            .toList();
    JobSpecBuilder job =
        JobSpec.builder(ID)
            .queue(NAME)
            .type(NAME)
            .key(NAME)
            .idempotencyKey(NAME, AT)
            .priority(10)
            .runAtMillis(AT)
            .expireAtMillis(AT)
            .leaseMillis(AT)
            .failures(Integer.MAX_VALUE)
            .failuresMax(Integer.MAX_VALUE)
            .onParentFailure(ParentFailure.BLOCK)
            .headers(headers(limits.headersBytesMax()))
            .payload(payload);
    return List.of(
        new Event.Scheduled(
            new Schedule(
                NAME.substring(0, Schedule.NAME_LENGTH_MAX),
                job.build(),
                "\u20ac".repeat(Schedule.RULE_LENGTH_MAX)),
            AT,
            AT),
        new Event.Enqueue(job.dependsOn(dependencies).build(), Integer.MAX_VALUE, AT),
        new Event.Dispatch(ID, Integer.MAX_VALUE, worker, AT, AT),
        new Event.Ack(ID, Integer.MAX_VALUE, Payload.of(new byte[limits.resultBytesMax()]), AT),
        new Event.Extend(
            ID, Integer.MAX_VALUE, AT, Payload.of(new byte[limits.progressBytesMax()]), AT),
        new Event.Fail(ID, Integer.MAX_VALUE, error, type, AT),
        new Event.Cancel(ID, Integer.MAX_VALUE, false, error, AT),
        new Event.Dead(ID, Integer.MAX_VALUE, error, AT));
  }

  /** One value of control characters, which take six bytes each. */
  private static Headers headers(int bytes) {
    return bytes == 0 ? Headers.NONE : Headers.of(Map.of("\"", "\u0001".repeat(bytes - 1)));
  }
}
