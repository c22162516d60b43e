package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Event;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.JsonPayload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
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
        new JobSpec(
            ID, JsonPayload.parse("[1.0]"), 10, AT, List.of(new JobId("a"), new JobId("b")), 2);
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
            new Event.Fail(ID, 2, "disk \"full\"", AT),
            "FAIL",
            ",\"attempt\":2,\"error\":\"disk \\\"full\\\"\""),
        Arguments.of(new Event.Retry(ID, 2, 1, 0, AT), "RETRY", ",\"attempt\":2,\"failures\":1"),
        Arguments.of(
            new Event.Retry(ID, 2, 1, AT + 1, AT),
            "RETRY",
            ",\"attempt\":2,\"failures\":1,\"scheduled_at\":\"2024-01-01T10:00:00.251Z\""),
        Arguments.of(
            new Event.Dead(ID, 3, "gave up", AT), "DEAD", ",\"attempt\":3,\"reason\":\"gave up\""));
  }

  @ParameterizedTest
  @MethodSource("vocabulary")
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
          {"type":"ACK"                                                          | end-of-input
          {"type":"WARP","job_id":"a","timestamp":"2024-01-01T10:00:00Z"}        | type "WARP" is not known
          {"type":"ACK","job_id":"a","timestamp":"2024-01-01T10:00:00Z","x":1}   | member "x" is not known
          {"type":"ACK","job_id":"","timestamp":"2024-01-01T10:00:00Z"}          | job id
          {"type":"ACK","job_id":"a","timestamp":"yesterday","attempt":1}        | yesterday
          {"type":"ACK","job_id":"a","timestamp":"2024-01-01T10:00:00Z"}         | attempt
          {"type":"ACK","job_id":"a","attempt":"one"}                            | attempt
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
