package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A machine tells its job as it stood before the last event and after it, without a look-up. */
class LastEventTest {
  private static final JobId ID = new JobId("a");

  private final JobMachine machine = new JobMachine(Limits.defaults());

  @Test
  void beforeTheFirstEventThereIsNone() {
    assertThat(machine.jobBefore()).isEmpty();
    assertThat(machine.jobAfter()).isEmpty();
  }

  @Test
  void aJobThatIsEnqueuedWasNotThereBefore() {
    enqueue();
    assertThat(machine.jobBefore()).isEmpty();
    assertThat(machine.jobAfter()).isEqualTo(machine.find(ID)).isPresent();
  }

  @Test
  void aChangeHasABeforeAndAnAfter() {
    enqueue();
    Job pending = machine.find(ID).orElseThrow();
    machine.apply(new Event.Dispatch(ID, 1, "w", 2_000, 1_000), 2);
    assertThat(machine.jobBefore()).hasValue(pending);
    assertThat(machine.jobAfter()).isEqualTo(machine.find(ID)).isPresent();
    assertThat(machine.jobAfter().orElseThrow().state()).isEqualTo(JobState.IN_FLIGHT);
  }

  @Test
  void aJobThatIsForgottenIsNotThereAfter() {
    enqueue();
    machine.apply(new Event.Cancel(ID, 0, false, "", 1_000), 2);
    Job cancelled = machine.find(ID).orElseThrow();
    machine.apply(new Event.Forget(ID, 0, 1_000), 3);
    assertThat(machine.jobBefore()).hasValue(cancelled);
    assertThat(machine.jobAfter()).isEmpty();
  }

  @Test
  void anEventThatIsAboutNoJobLeavesNone() {
    enqueue();
    machine.apply(new Event.Tick(2_000), 2);
    assertThat(machine.jobBefore()).isEmpty();
    assertThat(machine.jobAfter()).isEmpty();
  }

  private void enqueue() {
    machine.apply(new Event.Enqueue(JobSpec.of(ID, Payload.EMPTY), 1_000), 1);
  }
}
