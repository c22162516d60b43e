package dev.holdfast.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The values that commands and events are made of. */
class ValuesTest {
  private static final JobId A = new JobId("a");
  private static final JobId B = new JobId("b");
  private static final JobSpec SPEC = JobSpec.of(A, Payload.ofJson("{\"n\":1}"));

  @Test
  void aPayloadDoesNotShareItsBytes() {
    byte[] bytes = "abc".getBytes(UTF_8);
    Payload payload = Payload.of(bytes);
    bytes[0] = 'x';
    payload.toByteArray()[1] = 'x';

    assertThat(payload.toUtf8()).isEqualTo("abc");
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> payload.asByteBuffer().put((byte) 1));
  }

  @Test
  void aPayloadComesOutAsItWentIn() {
    String text = "{\"exact\":1e400,\"emoji\":\"\uD83D\uDE00\",\"empty\":{}}";
    Payload payload = Payload.ofJson(text);
    ByteBuffer target = ByteBuffer.allocate(payload.size() + 1);
    payload.writeTo(target);

    assertThat(payload.toUtf8()).isEqualTo(text);
    assertThat(payload.toByteArray()).isEqualTo(text.getBytes(UTF_8));
    assertThat(payload.asByteBuffer()).isEqualTo(ByteBuffer.wrap(text.getBytes(UTF_8)));
    assertThat(target.flip()).isEqualTo(payload.asByteBuffer());
  }

  @Test
  void aPayloadThatDoesNotFitLeavesTheTargetAsItIs() {
    ByteBuffer target = ByteBuffer.allocate(2);
    assertThatExceptionOfType(BufferOverflowException.class)
        .isThrownBy(() -> Payload.ofJson("abc").writeTo(target));
    assertThat(target.position()).isZero();
  }

  @Test
  void payloadsAreEqualByContent() {
    assertThat(Payload.ofJson("123"))
        .isEqualTo(Payload.ofJson("123".getBytes(UTF_8)))
        .hasSameHashCodeAs(Payload.ofJson("123"))
        .isNotEqualTo(Payload.ofJson("124"))
        .isNotEqualTo(Payload.of("123".getBytes(UTF_8)))
        .hasToString("Payload[123]");
    assertThat(Payload.of("abc".getBytes(UTF_8))).hasToString("Payload[3 bytes]");
    assertThat(Payload.of(new byte[0])).isSameAs(Payload.EMPTY);
    assertThat(Payload.ofJson("")).isSameAs(Payload.EMPTY);
  }

  @Test
  void aSpecIsRefusedForWhatItSaysOfItself() {
    refused("job a: its priority must be 0 to 10, not 11", () -> SPEC.withPriority(11));
    refused("job a: its priority must be 0 to 10, not -1", () -> SPEC.withPriority(-1));
    refused("job a: its run-at must be 0 or more, not -1", () -> SPEC.withRunAtMillis(-1));
    refused("job a: its failures must be 0 or more, not -1", () -> SPEC.withFailures(-1));
    JobSpecBuilder job = SPEC.toBuilder();
    refused("a queue's name must not be empty", () -> job.queue("").build());
    job.queue("q").expireAtMillis(-1);
    refused("job a: its expiry must be 0 or more, not -1", job::build);
    job.expireAtMillis(0).dedupMillis(-1);
    refused("job a: its deduplication window must be 0 or more, not -1", job::build);
    job.dedupMillis(0).leaseMillis(-1);
    refused("job a: its lease must be 0 or more, not -1", job::build);
    job.leaseMillis(0).failuresMax(-1);
    refused("job a: its most failures must be 0 or more, not -1", job::build);
    refused("a must not depend on itself", () -> SPEC.withDependsOn(List.of(B, A)));
    refused("a names its dependency b twice", () -> SPEC.withDependsOn(List.of(B, B)));
  }

  @Test
  void aSpecDoesNotShareItsDependencies() {
    List<JobId> dependsOn = new ArrayList<>(List.of(B));
    JobSpec spec = SPEC.withDependsOn(dependsOn);
    dependsOn.clear();
    assertThat(spec.dependsOn()).containsExactly(B);
  }

  @Test
  void theFingerprintTellsJobsApartByAllButTheirIds() {
    assertThat(
            List.of(
                SPEC.fingerprint(),
                SPEC.withPriority(1).fingerprint(),
                SPEC.withRunAtMillis(1).fingerprint(),
                SPEC.withFailures(1).fingerprint(),
                SPEC.withDependsOn(List.of(B)).fingerprint(),
                SPEC.withQueue("other").fingerprint(),
                SPEC.toBuilder().expireAtMillis(1).build().fingerprint(),
                SPEC.toBuilder().onParentFailure(ParentFailure.BLOCK).build().fingerprint(),
                SPEC.toBuilder().onParentFailure(ParentFailure.RUN).build().fingerprint(),
                SPEC.toBuilder().key("k").build().fingerprint(),
                SPEC.toBuilder().idempotencyKey("k", 0).build().fingerprint(),
                SPEC.toBuilder().leaseMillis(1).build().fingerprint(),
                SPEC.toBuilder().failuresMax(1).build().fingerprint(),
                SPEC.toBuilder().backoff(Backoff.fixed(1)).build().fingerprint(),
                SPEC.withPayload(Payload.of(SPEC.payload().toByteArray())).fingerprint(),
                JobSpec.of(A, Payload.ofJson("{\"n\":2}")).fingerprint()))
        .doesNotHaveDuplicates();
    assertThat(JobSpec.of(B, SPEC.payload()).fingerprint()).isEqualTo(SPEC.fingerprint());
    JobSpec sentAgain =
        SPEC.toBuilder().type("t").headers(Headers.of(Map.of("trace", "1"))).dedupMillis(7).build();
    assertThat(sentAgain.fingerprint()).isEqualTo(SPEC.fingerprint());
  }

  @Test
  void theFingerprintNeverChangesFromReleaseToRelease() {
    JobSpec old =
        JobSpec.builder(A)
            .payload(Payload.ofJson("{\"n\":1}"))
            .priority(7)
            .runAtMillis(123_456_789L)
            .dependsOn(List.of(B))
            .failures(2)
            .build();
    assertThat(old.fingerprint()).isEqualTo(6617018354210753739L);
    JobSpec full =
        old.toBuilder()
            .payload(Payload.of(new byte[] {1, 2}))
            .queue("q")
            .expireAtMillis(5)
            .onParentFailure(ParentFailure.RUN)
            .key("k")
            .idempotencyKey("i", 9)
            .leaseMillis(7)
            .failuresMax(8)
            .backoff(new Backoff(1, 2, 3, 0.5))
            .build();
    assertThat(full.fingerprint()).isEqualTo(2191911341985011414L);
  }

  @Test
  void idsAreOrderedByTheirCharacters() {
    assertThat(A).isLessThan(B).hasToString("a");
    refused("a job id must not be empty", () -> new JobId(""));
  }

  @Test
  void limitsArePositive() {
    Limits limits = Limits.defaults();
    refused("leaseMillis must be at least 1, not 0", () -> limits.withLeaseMillis(0));
    refused("failuresMax must be at least 1, not 0", () -> limits.withFailuresMax(0));
    refused("interruptionsMax must be at least 1, not 0", () -> limits.withInterruptionsMax(0));
    refused("payloadBytesMax must be at least 0, not -1", () -> limits.withPayloadBytesMax(-1));
    refused("dependenciesMax must be at least 0, not -1", () -> limits.withDependenciesMax(-1));
    refused("jobsMax must be at least 1, not 0", () -> limits.withJobsMax(0));
    refused("batchJobsMax must be at least 1, not 0", () -> limits.withBatchJobsMax(0));
    refused("reasonCharsMax must be at least 1, not 0", () -> limits.withReasonCharsMax(0));
  }

  @Test
  void aWitherChangesOneLimit() {
    assertThat(
            Limits.defaults()
                .withLeaseMillis(1)
                .withFailuresMax(2)
                .withInterruptionsMax(3)
                .withPayloadBytesMax(4)
                .withDependenciesMax(5)
                .withJobsMax(6)
                .withBatchJobsMax(7)
                .withReasonCharsMax(8))
        .isEqualTo(
            Limits.defaults().toBuilder()
                .leaseMillis(1)
                .failuresMax(2)
                .interruptionsMax(3)
                .payloadBytesMax(4)
                .dependenciesMax(5)
                .jobsMax(6)
                .batchJobsMax(7)
                .reasonCharsMax(8)
                .build());
  }

  @Test
  void commandsAreRefusedForWhatTheySayOfThemselves() {
    refused("a worker's name must not be empty", () -> new Command.Reserve(""));
    refused(
        "leaseMillis must be 0 or more, not -1",
        () -> new Command.Reserve("w", List.of(), List.of(), -1));
    refused(
        "leaseMillis must be 0 or more, not -1", () -> new Command.Extend(A, 1, -1, Payload.EMPTY));
    refused("delayMillis must be 0 or more, not -1", () -> new Command.Release(A, 1, -1));
    refused("afterMillis must be 0 or more, not -1", () -> Command.Then.retryAfter(-1));
    refused("a queue's name must not be empty", () -> new Command.SetMode("", QueueMode.OPEN));
    refused("jobsMax must be at least 1, not 0", () -> new Command.Expire(0, 0));
    refused("jobsMax must be at least 1, not -1", () -> new Command.Interrupt(-1));
  }

  /** Whoever decides is not at fault, so a command with a hole must never come so far. */
  @Test
  void commandsRefuseNullWhereTheyAreMadeAndNameIt() {
    refusedNull("id", () -> new Command.Ack(null, 1));
    refusedNull("result", () -> new Command.Ack(A, 1, null));
    refusedNull("id", () -> new Command.Extend(null, 1, 0, Payload.EMPTY));
    refusedNull("progress", () -> new Command.Extend(A, 1, 0, null));
    refusedNull("id", () -> new Command.Release(null, 1, 0));
    refusedNull("id", () -> new Command.Fail(null, 1, ""));
    refusedNull("error", () -> new Command.Fail(A, 1, null));
    refusedNull("errorType", () -> new Command.Fail(A, 1, "", null, Command.Then.DIE, 0));
    refusedNull("then", () -> new Command.Fail(A, 1, "", "", null, 0));
    refusedNull("id", () -> new Command.Cancel(null, ""));
    refusedNull("reason", () -> new Command.Cancel(A, null));
    refusedNull("id", () -> new Command.Requeue(null));
    refusedNull("id", () -> new Command.Forget(null));
    refusedNull("a worker's name", () -> new Command.Reserve(null));
    refusedNull("a queue's name", () -> new Command.SetMode(null, QueueMode.OPEN));
    refusedNull("mode", () -> new Command.SetMode("q", null));
    refusedNull("a queue's name", () -> new Command.Configure(null, QueueSettings.DEFAULTS));
    refusedNull("settings", () -> new Command.Configure("q", null));
    refusedNull("schedule", () -> new Command.PutSchedule(null, 0));
    refusedNull("name", () -> new Command.RemoveSchedule(null));
    refusedNull("name", () -> new Command.Fire(null, Optional.empty(), 0));
    refusedNull("run", () -> new Command.Fire("s", null, 0));
  }

  @Test
  void whatCommandsAreMadeOfRefusesNullWhereItIsSaidAndNamesIt() {
    refusedNull("a job id", () -> new JobId(null));
    refusedNull("id", () -> JobSpec.of(null, Payload.EMPTY));
    refusedNull("id", () -> SPEC.withId(null));
    refusedNull("headers", () -> SPEC.withHeaders(null));
    JobSpecBuilder job = SPEC.toBuilder();
    refusedNull("payload", () -> job.payload(null));
    refusedNull("queue", () -> job.queue(null));
    refusedNull("type", () -> job.type(null));
    refusedNull("headers", () -> job.headers(null));
    refusedNull("onParentFailure", () -> job.onParentFailure(null));
    refusedNull("key", () -> job.key(null));
    refusedNull("idempotencyKey", () -> job.idempotencyKey(null, 1));
    QueueSettings.Builder settings = QueueSettings.builder();
    refusedNull("backoff", () -> settings.backoff(null));
    refusedNull("retention", () -> settings.retention(null));
    refusedNull("rate", () -> settings.rate(null));
    refusedNull("keyRate", () -> settings.keyRate(null));
    refusedNull("backoff", () -> Limits.defaults().withBackoff(null));
    refusedNull("retention", () -> Limits.defaults().withRetention(null));
    assertThat(job.build()).as("a builder that refused stays as it was").isEqualTo(SPEC);
  }

  @Test
  void eventsAreRefusedForNumbersThatCannotBe() {
    refused("a moment must be 0 or later, not -1", () -> new Event.Enqueue(SPEC, -1));
    refused("an attempt must be at least 1, not 0", () -> new Event.Ack(A, 0, 0));
    refused("an attempt must be at least 1, not 0", () -> new Event.Timeout(A, 0, 0));
    refused("an attempt must be at least 1, not 0", () -> new Event.Fail(A, 0, "", "", 0));
    refused("an attempt must be at least 0, not -1", () -> new Event.Dead(A, -1, "", 0));
    refused("a deadline must be positive, not 0", () -> new Event.Dispatch(A, 1, "w", 0, 0));
    refused("a worker's name must not be empty", () -> new Event.Dispatch(A, 1, "", 1, 0));
    refused(
        "failures and run-at must not be negative: -1, 0",
        () -> new Event.Retry(A, 1, -1, false, 0, 0));
    refused(
        "failures and run-at must not be negative: 0, -1",
        () -> new Event.Retry(A, 1, 0, false, -1, 0));
  }

  @Test
  void aJobIsRefusedIfItsFieldsDoNotFitEachOther() {
    refusedJob("its sequence numbers", 0, JobState.PENDING, 0, "", 0, 1, 0);
    refusedJob("its sequence numbers", 2, JobState.PENDING, 0, "", 0, 1, 0);
    refusedJob("its attempt", 1, JobState.IN_FLIGHT, 0, "w", 5, 1, 0);
    refusedJob("its times", 1, JobState.PENDING, 0, "", 0, 1, -1);
    refusedJob("its worker", 1, JobState.PENDING, 0, "w", 0, 1, 0);
    refusedJob("its worker", 1, JobState.IN_FLIGHT, 1, "", 5, 1, 0);
    refusedJob("its deadline", 1, JobState.PENDING, 0, "", 5, 1, 0);
    refusedJob("its content", 1, JobState.COMPLETED, 1, "", 0, 1, 0);
    refused(
        "no number of a job's attempts is negative: -1, 0, 0, 0, 0, 0", () -> attempts(-1, "", 0));
  }

  @Test
  void ratesAndBackoffsAreRefusedOutOfTheirRanges() {
    refused("a rate's permits must be 0 or more, not -1", () -> new Rate(-1, 1, 0));
    refused("a rate's period must be 1 ms to 366 days, not 0 ms", () -> new Rate(1, 0, 1));
    refused("a rate's burst must be 1 to its 2 permits, not 3", () -> new Rate(2, 1, 3));
    refused("a rate's burst must be 1 to its 2 permits, not 0", () -> new Rate(2, 1, 0));
    refused(
        "a backoff goes from 0 or more to no less, not from 2 to 1 ms",
        () -> new Backoff(2, 1, 1, 0));
    refused("a backoff's factor must be 1 to 100, not NaN", () -> new Backoff(1, 0.0 / 0, 1, 0));
    refused("a backoff's jitter must be 0 to 1, not 1.5", () -> new Backoff(1, 1, 1, 1.5));
  }

  @Test
  void aBackoffStaysWithinItsJitter() {
    Backoff backoff = new Backoff(100, 2, 1_000, 0.5);
    for (int failures = 1; failures < 60; failures++) {
      long full = Math.min(1_000, 100L << Math.min(failures - 1, 20));
      for (long entropy = -50; entropy < 50; entropy++) {
        assertThat(backoff.delayMillis(failures, entropy)).isBetween(full / 2, full);
      }
    }
    assertThat(Backoff.NONE.delayMillis(9, 9)).isZero();
    assertThat(Backoff.fixed(7).delayMillis(1_000, 3)).isEqualTo(7);
  }

  @Test
  void statsAddUp() {
    QueueStats stats = new QueueStats(1, 2, 4, 8, 16, 32, 64, 99);
    assertThat(stats.unfinished()).isEqualTo(15);
    assertThat(stats.total()).isEqualTo(127);
  }

  @Test
  void onlyThreeStatesAreTheEnd() {
    assertThat(JobState.values())
        .filteredOn(JobState::isTerminal)
        .containsExactly(JobState.COMPLETED, JobState.DEAD, JobState.CANCELLED);
  }

  private static void refusedJob(
      String what,
      long enqueuedSeq,
      JobState state,
      int attempt,
      String worker,
      long deadline,
      long changedSeq,
      long changedAt) {
    Attempts attempts = attempts(attempt, worker, deadline);
    refused(
        "job a: " + what + " cannot be right",
        () -> new Job(SPEC, enqueuedSeq, 0, state, changedSeq, changedAt, attempts));
  }

  private static Attempts attempts(int count, String worker, long deadline) {
    return new Attempts(
        count, 0, 0, 0, worker, 0, deadline, false, "", List.of(), Payload.EMPTY, Payload.EMPTY, 0);
  }

  private static void refusedNull(String name, ThrowingCallable call) {
    assertThatNullPointerException().isThrownBy(call).withMessage(name);
  }

  private static void refused(String message, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }
}
