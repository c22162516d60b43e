package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.AttemptError;
import dev.holdfast.core.Attempts;
import dev.holdfast.core.Backoff;
import dev.holdfast.core.Headers;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.MachineImage;
import dev.holdfast.core.ParentFailure;
import dev.holdfast.core.Payload;
import dev.holdfast.core.QueueMode;
import dev.holdfast.core.QueueSettings;
import dev.holdfast.core.Rate;
import dev.holdfast.core.Schedule;
import dev.holdfast.engine.JsonPayload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotCodecTest {

  private static final Payload CONTENT = JsonPayload.parse("{\"n\":1.50}");

  /** Published as schema version 1, so this text is for ever. */
  private static final String VERSION_1 =
      """
      {"schema_version":1,"last_seq":12,"clock_ms":1003,"queue":[
      {"id":"next","payload":{"n":1.50},"attempt":0,"status":"pending","seq":4,"changed_seq":4,"changed_at_ms":1000},
      {"id":"later","payload":{"n":1.50},"attempt":0,"status":"scheduled","seq":5,"scheduled_at_ms":5000,"changed_seq":5,"changed_at_ms":1000},
      {"id":"last","payload":{"n":1.50},"attempt":0,"status":"blocked","seq":6,"depends_on":["next","later"],"changed_seq":6,"changed_at_ms":1000}],"in_flight":[
      {"id":"held","payload":{"n":1.50},"attempt":1,"status":"in_flight","seq":3,"priority":8,"worker_id":"worker-1","deadline_ms":4001,"changed_seq":9,"changed_at_ms":1001}],"completed":[
      {"id":"done","attempt":1,"status":"completed","seq":1,"priority":10,"changed_seq":10,"changed_at_ms":1002,"fingerprint":5850202133858863133}],"dead":[
      {"id":"dead","payload":{"n":1.50},"attempt":1,"status":"dead","seq":2,"failures":1,"priority":9,"reason":"failed once, at last: no \\"luck\\"","changed_seq":12,"changed_at_ms":1003}]}\
      """;

  /** The same state as schema version 2 writes it. */
  private static final String VERSION_1_ANEW =
      """
      {"schema_version":2,"last_seq":12,"clock_ms":1003,"queues":[],"schedules":[],"forgotten":[],"queue":[
      {"id":"next","status":"pending","attempt":0,"seq":4,"enqueued_at_ms":1000,"payload":{"n":1.50}},
      {"id":"later","status":"scheduled","attempt":0,"seq":5,"enqueued_at_ms":1000,"scheduled_at_ms":5000,"payload":{"n":1.50}},
      {"id":"last","status":"blocked","attempt":0,"seq":6,"enqueued_at_ms":1000,"depends_on":["next","later"],"payload":{"n":1.50}}],"in_flight":[
      {"id":"held","status":"in_flight","attempt":1,"seq":3,"enqueued_at_ms":1001,"priority":8,"payload":{"n":1.50},"dispatched_at_ms":1001,"worker_id":"worker-1","deadline_ms":4001,"changed_seq":9}],"completed":[
      {"id":"done","status":"completed","attempt":1,"seq":1,"enqueued_at_ms":1002,"priority":10,"changed_seq":10,"fingerprint":5850202133858863133}],"dead":[
      {"id":"dead","status":"dead","attempt":1,"seq":2,"enqueued_at_ms":1003,"priority":9,"payload":{"n":1.50},"failures":1,"reason":"failed once, at last: no \\"luck\\"","changed_seq":12}],"cancelled":[]}\
      """;

  /** Published: a change here is a new schema version. */
  static final String VERSION_2 =
      """
      {"schema_version":2,"last_seq":40,"clock_ms":9000,"queues":[
      {"name":"default","turn":2,"keys":[{"name":"a","turn":2},{"name":"b","arrival_ns":1500000000}]},
      {"name":"mail","mode":"paused","settings":{"rate":{"permits":5,"period_ms":1000},"fair":true},"arrival_ns":2000000000}],"schedules":[
      {"name":"night","rule":"@daily","next_at_ms":86400000,"template":{"id":"nightly","queue":"mail","payload":1}}],"forgotten":[
      {"id":"old","queue":"mail","idempotency_key":"order-0","fingerprint":99,"until_ms":70000},
      {"id":"older","fingerprint":-1,"until_ms":60000}],"queue":[
      {"id":"plain","status":"pending","attempt":0,"seq":1,"enqueued_at_ms":1000,"payload":{"n":1.50}},
      {"id":"rich","status":"blocked","attempt":2,"seq":2,"enqueued_at_ms":1001,"queue":"mail","job_type":"send","priority":3,"scheduled_at_ms":5000,"depends_on":["plain"],"initial_failures":1,"expires_at_ms":9500,"on_parent_failure":"block","key":"tenant-7","idempotency_key":"order-1","dedup_ms":60000,"lease_ms":250,"failures_max":5,"backoff":{"base_ms":100,"factor":2.0,"max_ms":60000,"jitter":0.1},"headers":{"traceparent":"00-4bf9"},"payload_base64":"AQL//g==","failures":2,"interruptions":1,"run_at_ms":8000,"dispatched_at_ms":6000,"reason":"no luck","errors":[{"attempt":1,"error":"no luck","error_type":"java.io.IOException","at_ms":7000}],"changed_seq":12,"changed_at_ms":7001,"fingerprint":-7}],"in_flight":[
      {"id":"held","status":"in_flight","attempt":1,"seq":3,"enqueued_at_ms":1002,"payload":{"n":1.50},"dispatched_at_ms":1001,"worker_id":"worker-1","deadline_ms":4001,"cancel_requested":true,"reason":"called off","progress":{"percent":50},"changed_seq":13,"changed_at_ms":2001}],"completed":[
      {"id":"done","status":"completed","attempt":1,"seq":4,"enqueued_at_ms":1003,"result":7,"changed_seq":14,"changed_at_ms":2002,"fingerprint":5850202133858863133}],"dead":[],"cancelled":[
      {"id":"gone","status":"cancelled","attempt":0,"seq":5,"enqueued_at_ms":1004,"payload":{"n":1.50},"changed_seq":15,"changed_at_ms":2003}]}\
      """;

  /** The order in which it was first published: it means the same, and is read for ever. */
  private static final String VERSION_2_JOBS_FIRST =
      """
      {"schema_version":2,"last_seq":40,"clock_ms":9000,"queue":[
      {"id":"plain","status":"pending","attempt":0,"seq":1,"enqueued_at_ms":1000,"payload":{"n":1.50}},
      {"id":"rich","status":"blocked","attempt":2,"seq":2,"enqueued_at_ms":1001,"queue":"mail","job_type":"send","priority":3,"scheduled_at_ms":5000,"depends_on":["plain"],"initial_failures":1,"expires_at_ms":9500,"on_parent_failure":"block","key":"tenant-7","idempotency_key":"order-1","dedup_ms":60000,"lease_ms":250,"failures_max":5,"backoff":{"base_ms":100,"factor":2.0,"max_ms":60000,"jitter":0.1},"headers":{"traceparent":"00-4bf9"},"payload_base64":"AQL//g==","failures":2,"interruptions":1,"run_at_ms":8000,"dispatched_at_ms":6000,"reason":"no luck","errors":[{"attempt":1,"error":"no luck","error_type":"java.io.IOException","at_ms":7000}],"changed_seq":12,"changed_at_ms":7001,"fingerprint":-7}],"in_flight":[
      {"id":"held","status":"in_flight","attempt":1,"seq":3,"enqueued_at_ms":1002,"payload":{"n":1.50},"dispatched_at_ms":1001,"worker_id":"worker-1","deadline_ms":4001,"cancel_requested":true,"reason":"called off","progress":{"percent":50},"changed_seq":13,"changed_at_ms":2001}],"completed":[
      {"id":"done","status":"completed","attempt":1,"seq":4,"enqueued_at_ms":1003,"result":7,"changed_seq":14,"changed_at_ms":2002,"fingerprint":5850202133858863133}],"dead":[],"cancelled":[
      {"id":"gone","status":"cancelled","attempt":0,"seq":5,"enqueued_at_ms":1004,"payload":{"n":1.50},"changed_seq":15,"changed_at_ms":2003}],"queues":[
      {"name":"default","turn":2,"keys":[{"name":"a","turn":2},{"name":"b","arrival_ns":1500000000}]},
      {"name":"mail","mode":"paused","settings":{"rate":{"permits":5,"period_ms":1000},"fair":true},"arrival_ns":2000000000}],"schedules":[
      {"name":"night","rule":"@daily","next_at_ms":86400000,"template":{"id":"nightly","queue":"mail","payload":1}}],"forgotten":[
      {"id":"old","queue":"mail","idempotency_key":"order-0","fingerprint":99,"until_ms":70000},
      {"id":"older","fingerprint":-1,"until_ms":60000}]}\
      """;

  private static JobSpec rich() {
    return JobSpec.builder(new JobId("rich"))
        .queue("mail")
        .type("send")
        .priority(3)
        .runAtMillis(5000)
        .dependsOn(List.of(new JobId("plain")))
        .failures(1)
        .expireAtMillis(9500)
        .onParentFailure(ParentFailure.BLOCK)
        .key("tenant-7")
        .idempotencyKey("order-1", 60_000)
        .leaseMillis(250)
        .failuresMax(5)
        .backoff(new Backoff(100, 2, 60_000, 0.1))
        .headers(Headers.NONE.with("traceparent", "00-4bf9"))
        .payload(Payload.of(new byte[] {1, 2, -1, -2}))
        .build();
  }

  private static List<Job> jobs() {
    AttemptError error = new AttemptError(1, "no luck", "java.io.IOException", 7000);
    return List.of(
        new Job(job("plain"), 1, 1000, JobState.PENDING, 1, 1000, attempts(0, 0, 0)),
        new Job(
            rich(),
            2,
            1001,
            JobState.BLOCKED,
            12,
            7001,
            new Attempts(
                2,
                2,
                1,
                8000,
                "",
                6000,
                0,
                false,
                "no luck",
                List.of(error),
                Payload.EMPTY,
                Payload.EMPTY,
                -7)),
        held(),
        new Job(
            job("done").withPayload(Payload.EMPTY),
            4,
            1003,
            JobState.COMPLETED,
            14,
            2002,
            new Attempts(
                1,
                0,
                0,
                0,
                "",
                0,
                0,
                false,
                "",
                List.of(),
                Payload.EMPTY,
                Payload.ofJson("7"),
                5850202133858863133L)),
        new Job(job("gone"), 5, 1004, JobState.CANCELLED, 15, 2003, attempts(0, 0, 0)));
  }

  private static Job held() {
    return new Job(
        job("held"),
        3,
        1002,
        JobState.IN_FLIGHT,
        13,
        2001,
        new Attempts(
            1,
            0,
            0,
            0,
            "worker-1",
            1001,
            4001,
            true,
            "called off",
            List.of(),
            Payload.ofJson("{\"percent\":50}"),
            Payload.EMPTY,
            0));
  }

  private static MachineImage image() {
    return MachineImage.of(
        40,
        9000,
        List.of(
            new MachineImage.Queue(
                "default",
                QueueMode.OPEN,
                QueueSettings.DEFAULTS,
                0,
                2,
                List.of(
                    new MachineImage.Key("a", 0, 2), new MachineImage.Key("b", 1_500_000_000, 0))),
            new MachineImage.Queue(
                "mail",
                QueueMode.PAUSED,
                QueueSettings.builder().rate(Rate.of(5, 1000)).fair(true).build(),
                2_000_000_000,
                0,
                List.of())),
        List.of(
            new Schedule.Due(
                new Schedule(
                    "night",
                    JobSpec.of(new JobId("nightly"), Payload.ofJson("1")).withQueue("mail"),
                    "@daily"),
                86_400_000)),
        List.of(
            new MachineImage.Forgotten(new JobId("old"), "mail", "order-0", 99, 70_000),
            new MachineImage.Forgotten(new JobId("older"), "default", "", -1, 60_000)),
        jobs());
  }

  private static JobSpec job(String id) {
    return JobSpec.of(new JobId(id), CONTENT);
  }

  private static Attempts attempts(int count, int failures, int interruptions) {
    return new Attempts(
        count,
        failures,
        interruptions,
        0,
        "",
        0,
        0,
        false,
        "",
        List.of(),
        Payload.EMPTY,
        Payload.EMPTY,
        0);
  }

  @Test
  void theSchemaIsThis() {
    assertThat(text(image())).isEqualTo(VERSION_2);
    assertThat(read(VERSION_2)).isEqualTo(image());
    assertThat(read(VERSION_2_JOBS_FIRST)).isEqualTo(image());
  }

  @Test
  void version1IsReadWithWhatItLeftUnsaid() {
    MachineImage image = read(VERSION_1);
    assertThat(text(image)).isEqualTo(VERSION_1_ANEW);
    assertThat(read(VERSION_1_ANEW)).isEqualTo(image);
    assertThat(image.jobs().getFirst().fingerprint())
        .isEqualTo(job("done").withPriority(10).fingerprint());
    assertThat(image.jobs()).extracting(job -> job.attempts().interruptions()).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'status':'pending','attempt':3                                                        | 3
          'status':'pending','attempt':3,'failures':2                                           | 1
          'status':'pending','attempt':3,'failures':3,'initial_failures':2                      | 2
          'status':'in_flight','attempt':3,'worker_id':'w','deadline_ms':5                      | 2
          'status':'in_flight','attempt':3,'failures':1,'worker_id':'w','deadline_ms':0         | 2
          'status':'in_flight','attempt':1,'worker_id':'w','deadline_ms':5                      | 0
          'status':'completed','attempt':4,'failures':2                                         | 1
          'status':'dead','attempt':3,'failures':3,'reason':'no luck'                           | 0
          'status':'dead','attempt':0                                                           | 0
          """)
  void version1TellsInterruptionsByTheAttemptsThatNothingElseExplains(
      String members, int interruptions) {
    MachineImage image =
        read(
            "{\"schema_version\":1,\"queue\":[{\"id\":\"a\",%s,\"seq\":1,\"changed_seq\":1,\"changed_at_ms\":9}]}"
                .formatted(members.strip().replace('\'', '"')));
    assertThat(image.jobs().getFirst().attempts().interruptions()).isEqualTo(interruptions);
    assertThat(image.jobs().getFirst().enqueuedAtMillis()).isEqualTo(9);
  }

  @Property(tries = 300)
  void whateverIsWrittenIsReadBack(@ForAll long seed) {
    MachineImage image = new RandomJobs(seed).image();
    String text = text(image);
    assertThat(read(text)).as(text).isEqualTo(image);
    assertThat(text(read(text))).isEqualTo(text);
  }

  /** However the bytes come, and however large the payloads are, they are the same afterwards. */
  @Property(tries = 50)
  void aSnapshotMayComeInPiecesOfAnySize(@ForAll long seed) {
    MachineImage image = new RandomJobs(seed).image();
    byte[] bytes = text(image).getBytes(StandardCharsets.UTF_8);
    InputStream inPieces =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + (int) (seed & 7)));
          }
        };
    assertThat(read(inPieces)).isEqualTo(image);
  }

  @Test
  void aJobThatNobodyHasTriedSharesWhatThereIsToSayOfIt() {
    String jobs =
        "{\"id\":\"a\",\"seq\":1,\"enqueued_at_ms\":1},{\"id\":\"b\",\"seq\":2,\"enqueued_at_ms\":1}";
    MachineImage image = read("{\"schema_version\":2,\"queue\":[" + jobs + "]}");
    assertThat(image.jobs().getFirst().attempts()).isSameAs(image.jobs().getLast().attempts());
  }

  @Test
  void whatTheStreamThrowsComesOutAsItIs() {
    IOException broken = new IOException("broken");
    assertThatThrownBy(() -> SnapshotCodec.read(new BrokenStream(broken))).isSameAs(broken);
  }

  @Test
  void aHugePayloadBetweenSmallOnesIsReadBack() {
    Payload huge = Payload.ofJson("[\"" + "x".repeat(1 << 20) + "\",{\"\\\"\":[1,2]}]");
    JobSpec big = JobSpec.of(new JobId("big"), huge);
    MachineImage image =
        MachineImage.of(
            3,
            0,
            List.of(),
            List.of(),
            List.of(),
            List.of(
                new Job(job("a"), 1, 0, JobState.PENDING, 1, 0, attempts(0, 0, 0)),
                new Job(big, 2, 0, JobState.PENDING, 2, 0, attempts(0, 0, 0)),
                new Job(job("b"), 3, 0, JobState.PENDING, 3, 0, attempts(0, 0, 0))));
    assertThat(read(text(image))).isEqualTo(image);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                                        | expected an object
          {"schema_version":1,"last_seq":1,"warp":[]}               | member "warp" is not known
          {"queue":{}}                                              | expected an array
          {"queue":[7]}                                             | expected an object
          {"queue":[{"id":"a","warp":1}]}                           | member "warp" is not known
          {"queue":[{"id":"a","scheduled_at":"now"}]}               | member "scheduled_at" is not known
          {"queue":[{"id":"a","status":"asleep"}]}                  | ASLEEP
          {"queue":[{"id":""}]}                                     | job id
          {"queue":[{"id":"a","seq":1,"attempt":1.5}]}              | "attempt" is not a whole number
          {"queue":[{"id":"a","seq":1}]}                            | times
          {"queue":[{"id":"a","errors":[{"warp":1}]}]}              | "warp" of "errors" is not known
          {"queues":[{"warp":1}]}                                   | "warp" of "queue" is not known
          {"queues":[{"name":"a","keys":[{"warp":1}]}]}             | "warp" of "key" is not known
          {"queues":[{"name":"a","settings":{"rate":{"warp":1}}}]}  | "warp" of "rate" is not known
          {"schedules":[{"name":"a"}]}                              | no template
          {"forgotten":[{"warp":"a"}]}                              | "warp" of "forgotten" is not known
          {"last_seq":"many"}                                       | last_seq
          {"last_seq":1}{}                                          | something follows
          {"last_seq":1                                             | found the end
          {"queue":[],"queue":[]}                                   | "queue" comes twice
          {"last_seq":1,"last_seq":2}                               | "last_seq" comes twice
          """)
  void whatIsNotUnderstoodIsRefusedWithItsReason(String json, String reason) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(UnreadableSnapshotException.class)
        .hasMessageContaining(reason);
  }

  private static String text(MachineImage image) {
    var out = new ByteArrayOutputStream();
    try {
      SnapshotCodec.write(image, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static MachineImage read(String json) {
    return read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static MachineImage read(InputStream json) {
    try {
      return SnapshotCodec.read(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
