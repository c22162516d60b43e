package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Backoff;
import dev.holdfast.core.Event;
import dev.holdfast.core.Headers;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.ParentFailure;
import dev.holdfast.core.Payload;
import dev.holdfast.core.QueueMode;
import dev.holdfast.core.QueueSettings;
import dev.holdfast.core.Rate;
import dev.holdfast.core.Retention;
import dev.holdfast.core.Schedule;
import dev.holdfast.engine.JsonPayload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {

  private static final long AT = Instant.parse("2024-01-01T10:00:00.250Z").toEpochMilli();
  private static final JobId ID = new JobId("task-001");

  private final EventCodec codec = new EventCodec();

  /** The log's vocabulary, as people see it with jq. Published: a change here is a new format. */
  static Stream<Arguments> vocabulary() {
    JobSpec plain = JobSpec.of(ID, JsonPayload.parse("{\"type\":\"compute\"}"));
    JobSpec full =
        JobSpec.of(ID, JsonPayload.parse("[1.0]"))
            .withPriority(10)
            .withRunAtMillis(AT)
            .withDependsOn(List.of(new JobId("a"), new JobId("b")))
            .withFailures(2);
    return Stream.of(
        Arguments.of(
            new Event.Enqueue(plain, AT), "ENQUEUE", ",\"payload\":{\"type\":\"compute\"}"),
        Arguments.of(
            new Event.Enqueue(full, AT),
            "ENQUEUE",
            ",\"priority\":10,\"scheduled_at\":\"2024-01-01T10:00:00.250Z\",\"depends_on\":[\"a\",\"b\"],\"failures\":2,\"payload\":[1.0]"),
        Arguments.of(
            new Event.Dispatch(ID, 1, "worker-1", AT + 3000, AT),
            "DISPATCH",
            ",\"attempt\":1,\"worker_id\":\"worker-1\",\"deadline_ms\":1704103203250"),
        Arguments.of(new Event.Ack(ID, 1, AT), "ACK", ",\"attempt\":1"),
        Arguments.of(new Event.Timeout(ID, 2, AT), "TIMEOUT", ",\"attempt\":2"),
        Arguments.of(
            new Event.Fail(ID, 2, "disk \"full\"", "", AT),
            "FAIL",
            ",\"attempt\":2,\"error\":\"disk \\\"full\\\"\""),
        Arguments.of(
            new Event.Retry(ID, 2, 1, false, 0, AT), "RETRY", ",\"attempt\":2,\"failures\":1"),
        Arguments.of(
            new Event.Retry(ID, 2, 1, false, AT + 1, AT),
            "RETRY",
            ",\"attempt\":2,\"failures\":1,\"scheduled_at\":\"2024-01-01T10:00:00.251Z\""),
        Arguments.of(
            new Event.Dead(ID, 3, "gave up", AT), "DEAD", ",\"attempt\":3,\"reason\":\"gave up\""));
  }

  /** What came with named queues; written the same way. */
  static Stream<Arguments> laterWords() {
    JobSpec rich =
        JobSpec.builder(ID)
            .queue("mail")
            .type("send")
            .expireAtMillis(AT + 1)
            .onParentFailure(ParentFailure.RUN)
            .key("tenant-7")
            .idempotencyKey("order-1", 60_000)
            .leaseMillis(250)
            .failuresMax(5)
            .backoff(new Backoff(100, 2, 60_000, 0.1))
            .headers(Headers.NONE.with("traceparent", "00-4bf9").with("a\"b", "\u00e9"))
            .payload(Payload.of(new byte[] {1, 2, -1, -2}))
            .build();
    return Stream.of(
        Arguments.of(
            new Event.Enqueue(rich, 3, AT),
            "ENQUEUE",
            ",\"batch_more\":3,\"queue\":\"mail\",\"job_type\":\"send\",\"expires_at\":\"2024-01-01T10:00:00.251Z\",\"on_parent_failure\":\"run\",\"key\":\"tenant-7\",\"idempotency_key\":\"order-1\",\"dedup_ms\":60000,\"lease_ms\":250,\"failures_max\":5,\"backoff\":{\"base_ms\":100,\"factor\":2.0,\"max_ms\":60000,\"jitter\":0.1},\"headers\":{\"a\\\"b\":\"\u00e9\",\"traceparent\":\"00-4bf9\"},\"payload_base64\":\"AQL//g==\""),
        Arguments.of(
            new Event.Ack(ID, 1, Payload.ofJson("{\"sum\":7}"), AT),
            "ACK",
            ",\"attempt\":1,\"result\":{\"sum\":7}"),
        Arguments.of(
            new Event.Extend(ID, 1, AT + 500, Payload.EMPTY, AT),
            "EXTEND",
            ",\"attempt\":1,\"deadline_ms\":1704103200750"),
        Arguments.of(
            new Event.Extend(ID, 1, AT + 500, Payload.of(new byte[] {0}), AT),
            "EXTEND",
            ",\"attempt\":1,\"deadline_ms\":1704103200750,\"progress_base64\":\"AA==\""),
        Arguments.of(
            new Event.Fail(ID, 2, "full", "java.io.IOException", AT),
            "FAIL",
            ",\"attempt\":2,\"error\":\"full\",\"error_type\":\"java.io.IOException\""),
        Arguments.of(
            new Event.Retry(ID, 2, 0, true, 0, AT),
            "RETRY",
            ",\"attempt\":2,\"failures\":0,\"released\":true"),
        Arguments.of(new Event.Cancel(ID, 0, false, "", AT), "CANCEL", ",\"attempt\":0"),
        Arguments.of(
            new Event.Cancel(ID, 1, true, "no longer wanted", AT),
            "CANCEL",
            ",\"attempt\":1,\"requested\":true,\"reason\":\"no longer wanted\""),
        Arguments.of(new Event.Requeue(ID, 3, AT), "REQUEUE", ",\"attempt\":3"),
        Arguments.of(new Event.Forget(ID, 0, AT), "FORGET", ""),
        Arguments.of(
            new Event.Forget(ID, AT + 1750, AT),
            "FORGET",
            ",\"dedup_until\":\"2024-01-01T10:00:02Z\""));
  }

  /** Events that are not of one job: whole texts. */
  static Stream<Arguments> eventsOfQueues() {
    JobSpec template =
        JobSpec.of(new JobId("nightly"), Payload.ofJson("1")).withQueue("mail").withPriority(2);
    QueueSettings settings =
        QueueSettings.builder()
            .leaseMillis(100)
            .failuresMax(9)
            .backoff(Optional.of(Backoff.fixed(1)))
            .retention(Optional.of(Retention.finished(10, 20)))
            .dedupMillis(2)
            .depthMax(3)
            .concurrencyMax(4)
            .rate(Rate.of(5, 1000))
            .keyConcurrencyMax(6)
            .keyRate(new Rate(7, 1000, 1))
            .fair(true)
            .agingMillis(8)
            .build();
    return Stream.of(
        Arguments.of(new Event.Mode("mail", QueueMode.OPEN, AT), "RESUME,queue=mail", ""),
        Arguments.of(new Event.Mode("mail", QueueMode.PAUSED, AT), "PAUSE,queue=mail", ""),
        Arguments.of(new Event.Mode("default", QueueMode.DRAINING, AT), "DRAIN,queue=default", ""),
        Arguments.of(
            new Event.Configure("mail", QueueSettings.DEFAULTS, AT),
            "CONFIGURE,queue=mail",
            ",\"settings\":{}"),
        Arguments.of(
            new Event.Configure("mail", settings, AT),
            "CONFIGURE,queue=mail",
            ",\"settings\":{\"lease_ms\":100,\"failures_max\":9,\"backoff\":{\"base_ms\":1,\"factor\":1.0,\"max_ms\":1,\"jitter\":0.0},\"retention\":{\"finished_max\":10,\"finished_ms\":20},\"dedup_ms\":2,\"depth_max\":3,\"concurrency_max\":4,\"rate\":{\"permits\":5,\"period_ms\":1000},\"key_concurrency_max\":6,\"key_rate\":{\"permits\":7,\"period_ms\":1000,\"burst\":1},\"fair\":true,\"aging_ms\":8}"),
        Arguments.of(
            new Event.Scheduled(new Schedule("night", template, "@daily"), AT + 1, AT),
            "SCHEDULE,schedule=night",
            ",\"next_at\":\"2024-01-01T10:00:00.251Z\",\"rule\":\"@daily\",\"template\":{\"job_id\":\"nightly\",\"queue\":\"mail\",\"priority\":2,\"payload\":1}"),
        Arguments.of(new Event.Unscheduled("night", AT), "UNSCHEDULE,schedule=night", ""),
        Arguments.of(
            new Event.Fired("night", AT + 1, AT),
            "FIRE,schedule=night",
            ",\"next_at\":\"2024-01-01T10:00:00.251Z\""),
        Arguments.of(new Event.Tick(AT), "TICK", ""));
  }

  @ParameterizedTest
  @MethodSource("eventsOfQueues")
  void eventsOfQueuesNameWhatTheyAreOf(Event event, String typeAndSubject, String rest) {
    String head = typeAndSubject.replace(",", "\",\"").replace("=", "\":\"");
    String text = StandardCharsets.UTF_8.decode(codec.encode(event)).toString();

    assertThat(text)
        .isEqualTo(
            "{\"type\":\"" + head + "\",\"timestamp\":\"2024-01-01T10:00:00.250Z\"" + rest + "}");
    assertThat(decode(text)).isEqualTo(event);
  }

  @Property(tries = 200)
  void whateverIsWrittenIsReadBack(@ForAll long seed) {
    for (Event event : new RandomJobs(seed).events(34)) {
      String text = StandardCharsets.UTF_8.decode(codec.encode(event)).toString();
      assertThat(decode(text)).as(text).isEqualTo(event);
      assertThat(text).doesNotContain("\n");
    }
  }

  @Test
  void thereIsAnExampleOfEveryKindOfEvent() {
    List<Class<?>> kinds = new ArrayList<>(List.of(Event.class.getPermittedSubclasses()));
    kinds.remove(Event.OfJob.class);
    Collections.addAll(kinds, Event.OfJob.class.getPermittedSubclasses());

    Set<Class<?>> shown = new HashSet<>();
    Stream.of(vocabulary(), laterWords(), eventsOfQueues())
        .flatMap(examples -> examples)
        .forEach(example -> shown.add(example.get()[0].getClass()));
    assertThat(shown).containsExactlyInAnyOrderElementsOf(kinds);

    Set<Class<?>> drawn = new HashSet<>();
    new RandomJobs(1).events(100).forEach(event -> drawn.add(event.getClass()));
    assertThat(drawn).containsExactlyInAnyOrderElementsOf(kinds);
  }

  @Test
  void aPayloadMayNestAsDeepAsItIsTakenIn() {
    String deep = "[".repeat(Json.DEPTH_MAX) + "]".repeat(Json.DEPTH_MAX);
    Event event = new Event.Enqueue(JobSpec.of(ID, JsonPayload.parse(deep)), AT);
    assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
    Event scheduled =
        new Event.Scheduled(
            new Schedule("s", JobSpec.of(ID, JsonPayload.parse(deep)), "@daily"), AT, AT);
    assertThat(codec.decode(codec.encode(scheduled))).isEqualTo(scheduled);
  }

  @Test
  void aJobsNumbersMayStandInAnyOrderAndWithSpaces() {
    assertThat(
            decode(
                " { \"payload\" : { \"a\" : 1 } , \"job_id\":\"task-001\",\"type\":\"ENQUEUE\" ,\"timestamp\":\"2024-01-01T10:00:00.250Z\"} "))
        .isEqualTo(new Event.Enqueue(JobSpec.of(ID, Payload.ofJson("{ \"a\" : 1 }")), AT));
  }

  @ParameterizedTest
  @MethodSource({"vocabulary", "laterWords"})
  void everyEventHasOneTextAndComesBackFromIt(Event event, String type, String rest) {
    String text = StandardCharsets.UTF_8.decode(codec.encode(event)).toString();

    assertThat(text)
        .isEqualTo(
            "{\"type\":\""
                + type
                + "\",\"job_id\":\"task-001\",\"timestamp\":\"2024-01-01T10:00:00.250Z\""
                + rest
                + "}");
    assertThat(decode(text)).isEqualTo(event);
  }

  @Test
  void anInstanceServesEventsOfAnySizeOneAfterTheOther() {
    Event small = new Event.Ack(ID, 1, AT);
    Event huge =
        new Event.Enqueue(
            JobSpec.of(ID, JsonPayload.parse("\"" + "x".repeat(1 << 20) + "\"")), AT + 1);
    for (Event event : List.of(small, huge, small, huge)) {
      assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                                                     | not a JSON object
          {"type":"ACK"                                                          | found the end
          {"type":"WARP","job_id":"a","timestamp":"2024-01-01T10:00:00Z"}        | type "WARP" is not known
          {"type":"ACK","job_id":"a","timestamp":"2024-01-01T10:00:00Z","x":1}   | member "x" is not known
          {"type":"ACK","job_id":"","timestamp":"2024-01-01T10:00:00Z"}          | job id
          {"type":"ACK","job_id":"a","timestamp":"yesterday","attempt":1}        | yesterday
          {"type":"ACK","job_id":"a","timestamp":"2024-01-01T10:00:00Z"}         | attempt
          {"type":"ACK","job_id":"a","attempt":"one"}                            | attempt
          {"type":"ACK","job_id":"a","attempt":1.5}                              | "attempt" is not a whole number
          {"type":"ACK","job_id":"a","attempt":99999999999}                      | "attempt" has a wrong value
          {"type":"ACK","job_id":7}                                              | "job_id" is not a string
          {"type":"ACK","job_id":"a","attempt":1,"result_base64":"AQ=A"}         | "result_base64"
          {"type":"ACK","job_id":"a","attempt":1}{}                              | something follows
          {"type":"RETRY","job_id":"a","attempt":1,"released":1}                 | "released" is not true or false
          {"type":"ENQUEUE","job_id":"a","scheduled_at_ms":1}                    | member "scheduled_at_ms" is not known
          {"type":"ENQUEUE","job_id":"a","on_parent_failure":"weep"}             | WEEP
          {"type":"ENQUEUE","job_id":"a","priority":11}                          | priority
          {"type":"PAUSE"}                                                       | queue's name
          {"type":"CONFIGURE","queue":"a","settings":{"warp":1}}                 | "warp" of "settings" is not known
          {"type":"CONFIGURE","queue":"a","settings":[]}                         | expected an object
          {"type":"SCHEDULE","schedule":"a","rule":"@daily"}                     | "template" is missing
          {"type":"SCHEDULE","schedule":"a","template":{"job_id":"b","warp":1}}  | "warp" of "template" is not known
          """)
  void aRecordThatIsNotUnderstoodIsRefusedWithItsReason(String record, String reason) {
    assertThatThrownBy(() -> decode(record))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessageContaining(reason);
  }

  private Event decode(String text) {
    return codec.decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
