package dev.holdfast.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The values that commands and events are made of. */
class ValuesTest {
  private static final JobId A = new JobId("a");
  private static final JobId B = new JobId("b");
  private static final JobSpec SPEC = JobSpec.of(A, Payload.ofUtf8("{\"n\":1}"));

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
    Payload payload = Payload.ofUtf8(text);
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
        .isThrownBy(() -> Payload.ofUtf8("abc").writeTo(target));
    assertThat(target.position()).isZero();
  }

  @Test
  void payloadsAreEqualByContent() {
    assertThat(Payload.ofUtf8("abc"))
        .isEqualTo(Payload.of("abc".getBytes(UTF_8)))
        .hasSameHashCodeAs(Payload.ofUtf8("abc"))
        .isNotEqualTo(Payload.ofUtf8("abd"))
        .hasToString("Payload[3 bytes]");
    assertThat(Payload.of(new byte[0])).isSameAs(Payload.EMPTY);
    assertThat(Payload.ofUtf8("")).isSameAs(Payload.EMPTY);
  }

  @Test
  void aSpecIsRefusedForWhatItSaysOfItself() {
    refused("the priority of a must be 0 to 10, not 11", () -> SPEC.withPriority(11));
    refused("the priority of a must be 0 to 10, not -1", () -> SPEC.withPriority(-1));
    refused("the run-at of a must be 0 or later, not -1", () -> SPEC.withRunAtMillis(-1));
    refused("the failures of a must be 0 or more, not -1", () -> SPEC.withFailures(-1));
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
                JobSpec.of(A, Payload.ofUtf8("{\"n\":2}")).fingerprint()))
        .doesNotHaveDuplicates();
    assertThat(JobSpec.of(B, SPEC.payload()).fingerprint()).isEqualTo(SPEC.fingerprint());
  }

  @Test
  void theFingerprintNeverChangesFromReleaseToRelease() {
    JobSpec full = new JobSpec(A, Payload.ofUtf8("{\"n\":1}"), 7, 123_456_789L, List.of(B), 2);
    assertThat(full.fingerprint()).isEqualTo(6617018354210753739L);
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
        .isEqualTo(new Limits(1, 2, 3, 4, 5, 6, 7, 8));
  }

  @Test
  void commandsAreRefusedForWhatTheySayOfThemselves() {
    refused("a worker's name must not be empty", () -> new Command.Reserve("", 1));
    refused("jobsMax must be at least 1, not 0", () -> new Command.Reserve("w", 0));
    refused("jobsMax must be at least 1, not 0", () -> new Command.Expire(0));
    refused("jobsMax must be at least 1, not -1", () -> new Command.Interrupt(-1));
  }

  @Test
  void eventsAreRefusedForNumbersThatCannotBe() {
    refused("a moment must be 0 or later, not -1", () -> new Event.Enqueue(SPEC, -1));
    refused("an attempt must be at least 1, not 0", () -> new Event.Ack(A, 0, 0));
    refused("an attempt must be at least 1, not 0", () -> new Event.Timeout(A, 0, 0));
    refused("an attempt must be at least 1, not 0", () -> new Event.Fail(A, 0, "", 0));
    refused("an attempt must be at least 0, not -1", () -> new Event.Dead(A, -1, "", 0));
    refused("a deadline must be positive, not 0", () -> new Event.Dispatch(A, 1, "w", 0, 0));
    refused("a worker's name must not be empty", () -> new Event.Dispatch(A, 1, "", 1, 0));
    refused(
        "failures and run-at must not be negative: -1, 0", () -> new Event.Retry(A, 1, -1, 0, 0));
    refused(
        "failures and run-at must not be negative: 0, -1", () -> new Event.Retry(A, 1, 0, -1, 0));
  }

  @Test
  void aJobIsRefusedIfItsFieldsDoNotFitEachOther() {
    refusedJob("its sequence numbers", 0, JobState.PENDING, 0, 0, 0, "", 0, 1, 0);
    refusedJob("its sequence numbers", 2, JobState.PENDING, 0, 0, 0, "", 0, 1, 0);
    refusedJob("its attempt", 1, JobState.PENDING, -1, 0, 0, "", 0, 1, 0);
    refusedJob("its attempt", 1, JobState.IN_FLIGHT, 0, 0, 0, "w", 5, 1, 0);
    refusedJob("its failures", 1, JobState.PENDING, 0, -1, 0, "", 0, 1, 0);
    refusedJob("its times", 1, JobState.PENDING, 0, 0, -1, "", 0, 1, 0);
    refusedJob("its times", 1, JobState.PENDING, 0, 0, 0, "", 0, 1, -1);
    refusedJob("its worker", 1, JobState.PENDING, 0, 0, 0, "w", 0, 1, 0);
    refusedJob("its worker", 1, JobState.IN_FLIGHT, 1, 0, 0, "", 5, 1, 0);
    refusedJob("its deadline", 1, JobState.PENDING, 0, 0, 0, "", 5, 1, 0);
    refusedJob("its deadline", 1, JobState.IN_FLIGHT, 1, 0, 0, "w", -1, 1, 0);
    refusedJob("its content", 1, JobState.COMPLETED, 1, 0, 0, "", 0, 1, 0);
  }

  @Test
  void statsAddUp() {
    QueueStats stats = new QueueStats(1, 2, 4, 8, 16, 32, 99);
    assertThat(stats.unfinished()).isEqualTo(15);
    assertThat(stats.total()).isEqualTo(63);
  }

  @Test
  void onlyTwoStatesAreTheEnd() {
    assertThat(JobState.values())
        .filteredOn(JobState::isTerminal)
        .containsExactly(JobState.COMPLETED, JobState.DEAD);
  }

  private static void refusedJob(
      String what,
      long enqueuedSeq,
      JobState state,
      int attempt,
      int failures,
      long runAt,
      String worker,
      long deadline,
      long changedSeq,
      long changedAt) {
    refused(
        "job a: " + what + " cannot be right",
        () ->
            new Job(
                SPEC,
                enqueuedSeq,
                state,
                attempt,
                failures,
                runAt,
                worker,
                deadline,
                "",
                changedSeq,
                changedAt,
                0));
  }

  private static void refused(String message, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }
}
