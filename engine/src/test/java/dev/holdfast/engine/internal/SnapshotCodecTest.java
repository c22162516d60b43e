package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Command;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Event;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.core.MachineImage;
import dev.holdfast.engine.JsonPayload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotCodecTest {

  /** A machine with a job of every kind; times are small so that the text below can be read. */
  private static MachineImage example() {
    JobMachine machine = new JobMachine(Limits.defaults().withFailuresMax(1));
    long[] seq = {0};
    run(
        machine,
        seq,
        new Command.Enqueue(
            List.of(
                job("done").withPriority(10),
                job("dead").withPriority(9),
                job("held").withPriority(8),
                job("next").withFailures(0),
                job("later").withRunAtMillis(5_000),
                job("last").withDependsOn(List.of(new JobId("next"), new JobId("later"))))),
        1_000);
    run(machine, seq, new Command.Reserve("worker-1", 3), 1_001);
    run(machine, seq, new Command.Ack(new JobId("done"), 1), 1_002);
    run(machine, seq, new Command.Fail(new JobId("dead"), 1, "no \"luck\""), 1_003);
    return machine.image();
  }

  private static void run(JobMachine machine, long[] seq, Command command, long now) {
    for (Event event : ((Decision.Accepted) machine.decide(command, now)).events()) {
      machine.apply(event, ++seq[0]);
    }
  }

  private static JobSpec job(String id) {
    return JobSpec.of(new JobId(id), JsonPayload.parse("{\"n\":1.50}"));
  }

  /** Published: a change here is a new schema version. */
  @Test
  void theSchemaIsThis() {
    MachineImage image = example();
    long fingerprint = image.jobs().getFirst().fingerprint();
    assertThat(text(image))
        .isEqualTo(
            """
            {"schema_version":1,"last_seq":12,"clock_ms":1003,"queue":[
            {"id":"next","payload":{"n":1.50},"attempt":0,"status":"pending","seq":4,"changed_seq":4,"changed_at_ms":1000},
            {"id":"later","payload":{"n":1.50},"attempt":0,"status":"scheduled","seq":5,"scheduled_at_ms":5000,"changed_seq":5,"changed_at_ms":1000},
            {"id":"last","payload":{"n":1.50},"attempt":0,"status":"blocked","seq":6,"depends_on":["next","later"],"changed_seq":6,"changed_at_ms":1000}],"in_flight":[
            {"id":"held","payload":{"n":1.50},"attempt":1,"status":"in_flight","seq":3,"priority":8,"worker_id":"worker-1","deadline_ms":4001,"changed_seq":9,"changed_at_ms":1001}],"completed":[
            {"id":"done","attempt":1,"status":"completed","seq":1,"priority":10,"changed_seq":10,"changed_at_ms":1002,"fingerprint":%d}],"dead":[
            {"id":"dead","payload":{"n":1.50},"attempt":1,"status":"dead","seq":2,"failures":1,"priority":9,"reason":"failed once, at last: no \\"luck\\"","changed_seq":12,"changed_at_ms":1003}]}\
            """
                .formatted(fingerprint));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    MachineImage image = example();
    SnapshotCodec.State state = read(text(image));
    assertThat(state.lastSeq()).isEqualTo(image.lastSeq());
    assertThat(state.clockMillis()).isEqualTo(image.clockMillis());
    assertThat(state.jobs()).isEqualTo(image.jobs());
    assertThat(
            JobMachine.restore(
                    Limits.defaults(),
                    state.lastSeq(),
                    state.clockMillis(),
                    state.jobs().iterator())
                .image())
        .isEqualTo(image);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                          | expected START_OBJECT
          {"schema_version":1,"last_seq":1,"warp":[]} | member "warp" is not known
          {"queue":{}}                                | expected START_ARRAY
          {"queue":[{"id":"a","warp":1}]}             | member "warp" is not known
          {"queue":[{"id":"a","status":"asleep"}]}    | ASLEEP
          {"queue":[{"id":""}]}                       | job id
          {"last_seq":"many"}                         | last_seq
          """)
  void whatIsNotUnderstoodIsRefusedWithItsReason(String json, String reason) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(UnreadableSnapshotException.class)
        .hasMessageContaining(reason);
  }

  private static String text(MachineImage image) {
    var out = new ByteArrayOutputStream();
    SnapshotCodec.write(image, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static SnapshotCodec.State read(String json) {
    return SnapshotCodec.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }
}
