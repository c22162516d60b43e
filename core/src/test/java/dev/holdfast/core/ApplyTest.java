package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Events that no decision would have led to. */
class ApplyTest {
  private static final JobId A = new JobId("a");
  private static final JobId B = new JobId("b");

  private final JobMachine machine = new JobMachine(Limits.defaults());

  @Test
  void anEventOfAnUnknownJobMovesOnlyNumberAndClock() {
    List<Event> events =
        List.of(
            new Event.Dispatch(A, 1, "w", 10, 5),
            new Event.Ack(A, 1, 5),
            new Event.Timeout(A, 1, 5),
            new Event.Fail(A, 1, "oops", 5),
            new Event.Retry(A, 1, 1, 0, 5),
            new Event.Dead(A, 1, "why", 5));
    for (int i = 0; i < events.size(); i++) {
      machine.apply(events.get(i), i + 1);
      machine.validate();
    }
    assertThat(machine.image().jobs()).isEmpty();
    assertThat(machine.lastSeq()).isEqualTo(6);
    assertThat(machine.clockMillis()).isEqualTo(5);
  }

  @Test
  void dispatchSkipsCompletedAndDeadJobsAndOtherAttempts() {
    machine.apply(enqueue(A), 1);
    machine.apply(new Event.Dispatch(A, 2, "w", 10, 0), 2);
    assertThat(state(A)).isEqualTo(JobState.PENDING);
    machine.apply(new Event.Dispatch(A, 1, "w", 10, 0), 3);
    machine.apply(new Event.Ack(A, 1, 0), 4);
    machine.apply(new Event.Dispatch(A, 2, "w", 10, 0), 5);
    assertThat(state(A)).isEqualTo(JobState.COMPLETED);

    machine.apply(enqueue(B), 6);
    machine.apply(new Event.Dead(B, 0, "why", 0), 7);
    machine.apply(new Event.Dispatch(B, 1, "w", 10, 0), 8);
    assertThat(state(B)).isEqualTo(JobState.DEAD);
    machine.validate();
  }

  @Test
  void retryRequeuesUnlessTheJobIsCompleted() {
    machine.apply(enqueue(A), 1);
    machine.apply(new Event.Dispatch(A, 1, "w", 10, 0), 2);
    machine.apply(new Event.Retry(A, 1, 1, 0, 0), 3);
    assertThat(state(A)).isEqualTo(JobState.PENDING);
    machine.apply(new Event.Dispatch(A, 2, "w", 10, 0), 4);
    machine.apply(new Event.Ack(A, 2, 0), 5);
    machine.apply(new Event.Retry(A, 2, 1, 0, 0), 6);
    assertThat(state(A)).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void deadSkipsOtherAttempts() {
    machine.apply(enqueue(A), 1);
    machine.apply(new Event.Dispatch(A, 1, "w", 10, 0), 2);
    machine.apply(new Event.Dead(A, 0, "why", 0), 3);
    machine.apply(new Event.Dead(A, 2, "why", 0), 4);
    assertThat(state(A)).isEqualTo(JobState.IN_FLIGHT);
    machine.apply(new Event.Dead(A, 1, "why", 0), 5);
    assertThat(state(A)).isEqualTo(JobState.DEAD);
  }

  @Test
  void aRetryMayWaitForItsMoment() {
    machine.apply(enqueue(A), 1);
    machine.apply(new Event.Dispatch(A, 1, "w", 10, 0), 2);
    machine.apply(new Event.Retry(A, 1, 1, 500, 0), 3);
    machine.validate();

    assertThat(state(A)).isEqualTo(JobState.SCHEDULED);
    assertThat(machine.nextRunAtMillis()).hasValue(500);
    assertThat(machine.hasEligible(499)).isFalse();
    assertThat(machine.hasEligible(500)).isTrue();
  }

  @Test
  void refusesAJobBeforeItsDependencyAndChangesNothing() {
    MachineImage before = machine.image();
    Event orphan = new Event.Enqueue(JobSpec.of(B, Payload.EMPTY).withDependsOn(List.of(A)), 1_000);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> machine.apply(orphan, 7))
        .withMessage("event 7 enqueues b before its dependency a");
    assertThat(machine.image()).isEqualTo(before);
  }

  @Test
  void refusesANewJobUnderAnOldNumberAndChangesNothing() {
    machine.apply(enqueue(A), 7);
    MachineImage before = machine.image();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> machine.apply(enqueue(B), 7))
        .withMessage("event 7 enqueues b, which is unknown, although event 7 was applied before");
    assertThat(machine.image()).isEqualTo(before);
  }

  @Test
  void anImageDoesNotChangeWithTheMachine() {
    machine.apply(enqueue(A), 1);
    MachineImage image = machine.image();
    Job then = image.jobs().getFirst();

    machine.apply(new Event.Dispatch(A, 1, "w", 10, 3), 2);
    machine.apply(enqueue(B), 3);

    assertThat(image.jobs()).containsExactly(then);
    assertThat(image.lastSeq()).isEqualTo(1);
    assertThat(image.clockMillis()).isZero();
  }

  @Test
  void aLeaseCannotOutlastTime() {
    machine.apply(enqueue(A), 1);
    Decision decision = machine.decide(new Command.Reserve("w", 1), Long.MAX_VALUE - 1);

    assertThat(decision)
        .isEqualTo(
            new Decision.Accepted(
                List.of(new Event.Dispatch(A, 1, "w", Long.MAX_VALUE, Long.MAX_VALUE - 1))));
  }

  @Test
  void refusesANegativeTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> machine.decide(new Command.Expire(1), -1))
        .withMessage("the time must not be negative: -1");
  }

  private JobState state(JobId id) {
    return machine.find(id).orElseThrow().state();
  }

  private static Event enqueue(JobId id) {
    return new Event.Enqueue(JobSpec.of(id, Payload.EMPTY), 0);
  }
}
