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
            new Event.Fail(A, 1, "oops", "", 5),
            new Event.Retry(A, 1, 1, false, 0, 5),
            new Event.Dead(A, 1, "why", 5),
            new Event.Extend(A, 1, 10, Payload.EMPTY, 5),
            new Event.Cancel(A, 1, true, "why", 5),
            new Event.Requeue(A, 1, 5),
            new Event.Forget(A, 0, 5),
            new Event.Unscheduled("nobody", 5),
            new Event.Fired("nobody", 9, 5),
            new Event.Mode("nowhere", QueueMode.OPEN, 5),
            new Event.Configure("nowhere", QueueSettings.DEFAULTS, 5));
    for (int i = 0; i < events.size(); i++) {
      machine.apply(events.get(i), i + 1);
      machine.validate();
    }
    assertThat(machine.image().jobs()).isEmpty();
    assertThat(machine.queues()).isEmpty();
    assertThat(machine.schedules()).isEmpty();
    assertThat(machine.lastSeq()).isEqualTo(events.size());
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
    machine.apply(new Event.Retry(A, 1, 1, false, 0, 0), 3);
    assertThat(state(A)).isEqualTo(JobState.PENDING);
    machine.apply(new Event.Dispatch(A, 2, "w", 10, 0), 4);
    machine.apply(new Event.Ack(A, 2, 0), 5);
    machine.apply(new Event.Retry(A, 2, 1, false, 0, 0), 6);
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
    machine.apply(new Event.Retry(A, 1, 1, false, 500, 0), 3);
    machine.validate();

    assertThat(state(A)).isEqualTo(JobState.SCHEDULED);
    assertThat(machine.nextDueMillis()).isEqualTo(500);
    assertThat(machine.hasEligible(new Command.Reserve("w"))).isFalse();
    machine.apply(new Event.Tick(500), 4);
    assertThat(machine.hasEligible(new Command.Reserve("w"))).isTrue();
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
  void anEventWithAnOldNumberWasAppliedAlready() {
    machine.apply(enqueue(A), 7);
    MachineImage before = machine.image();

    machine.apply(enqueue(B), 7);
    machine.apply(new Event.Tick(99), 3);

    assertThat(machine.image()).isEqualTo(before);
  }

  @Test
  void anEventMayTouchAJobInEveryState() {
    List<Event> each =
        List.of(
            new Event.Dispatch(A, 1, "w", 10, 0),
            new Event.Ack(A, 1, 0),
            new Event.Extend(A, 1, 20, Payload.EMPTY, 0),
            new Event.Timeout(A, 1, 0),
            new Event.Fail(A, 1, "oops", "", 0),
            new Event.Retry(A, 1, 1, false, 0, 0),
            new Event.Retry(A, 1, 0, true, 9, 0),
            new Event.Dead(A, 1, "why", 0),
            new Event.Cancel(A, 1, true, "why", 0),
            new Event.Cancel(A, 1, false, "why", 0),
            new Event.Requeue(A, 1, 0),
            enqueue(A));
    for (Event first : each) {
      for (Event second : each) {
        for (Event third : each) {
          JobMachine any = new JobMachine(Limits.defaults());
          any.apply(enqueue(A), 1);
          any.apply(new Event.Dispatch(A, 1, "w", 10, 0), 2);
          any.apply(first, 3);
          any.apply(second, 4);
          any.apply(third, 5);
          any.validate();
          assertThat(JobMachine.restore(Limits.defaults(), any.image()).image())
              .isEqualTo(any.image());
        }
      }
    }
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
    Decision decision = machine.decide(new Command.Reserve("w"), Long.MAX_VALUE - 1);

    assertThat(decision)
        .isEqualTo(
            new Decision.Accepted(
                List.of(new Event.Dispatch(A, 1, "w", Long.MAX_VALUE, Long.MAX_VALUE - 1))));
  }

  @Test
  void refusesANegativeTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> machine.decide(new Command.Expire(1, 0), -1))
        .withMessage("the time must not be negative: -1");
  }

  private JobState state(JobId id) {
    return machine.find(id).orElseThrow().state();
  }

  private static Event enqueue(JobId id) {
    return new Event.Enqueue(JobSpec.of(id, Payload.EMPTY), 0);
  }
}
