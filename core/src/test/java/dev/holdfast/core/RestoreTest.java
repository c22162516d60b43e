package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A machine is restored from what an image says, and from nothing that cannot be. */
class RestoreTest {
  private static final long LAST_SEQ = 100;
  private static final long CLOCK = 1_000;

  @Test
  void anEmptyImageGivesAnEmptyMachineThatGoesOnCounting() {
    JobMachine machine = restore();

    assertThat(machine.lastSeq()).isEqualTo(LAST_SEQ);
    assertThat(machine.clockMillis()).isEqualTo(CLOCK);
    assertThat(machine.stats().total()).isZero();
    machine.validate();
  }

  @Test
  void namesAJobThatComesTwice() {
    refused("job a: it comes twice", pending("a", 1), pending("a", 2));
  }

  @Test
  void namesAJobWhosePlaceIsTaken() {
    refused(
        "job c: another job was enqueued by event 5 too",
        pending("a", 5),
        pending("b", 4),
        pending("c", 5));
  }

  @Test
  void namesAJobFromTheFuture() {
    String problem = "job a: it was changed by an event that has not happened";
    refused(problem, pending("a", LAST_SEQ + 1));
    refused(problem, job("a", 1, JobState.PENDING, 0, CLOCK + 1, List.of()));
  }

  @Test
  void namesAJobWhoseRunAtDoesNotGoWithItsState() {
    refused(
        "job a: its run-at does not go with PENDING",
        job("a", 1, JobState.PENDING, CLOCK + 1, CLOCK, List.of()));
    refused(
        "job a: its run-at does not go with SCHEDULED",
        job("a", 1, JobState.SCHEDULED, CLOCK, CLOCK, List.of()));
  }

  @Test
  void namesAJobWhoseDependencyDoesNotComeBeforeIt() {
    String problem = "job b: its dependencies do not go with BLOCKED";
    refused(problem, blocked("b", 1, "a"));
    refused(problem, blocked("b", 1, "a"), pending("a", 2));
    refused(problem, blocked("b", 1, "b2"), blocked("b2", 2, "b"));
  }

  @Test
  void namesAJobWhoseStateDoesNotGoWithItsDependencies() {
    refused(
        "job b: its dependencies do not go with PENDING",
        pending("a", 1),
        job("b", 2, JobState.PENDING, 0, CLOCK, List.of(new JobId("a"))));
    refused(
        "job b: its dependencies do not go with BLOCKED",
        job("b", 1, JobState.BLOCKED, 0, CLOCK, List.of()));
  }

  @Test
  void theOrderInWhichJobsComeIsOfNoConsequence() {
    Job parent = pending("a", 1);
    Job child = blocked("b", 2, "a");
    Job last = pending("c", 3);
    MachineImage inOrder = restore(parent, child, last).image();

    Restoration restoration = new Restoration(Limits.defaults(), image());
    restoration.add(last);
    restoration.add(child);
    restoration.add(parent);
    JobMachine machine = restoration.finish();

    assertThat(machine.image()).isEqualTo(inOrder);
    machine.validate();
  }

  @Test
  void aBlockedJobStillWaitsForItsParents() {
    JobMachine machine = restore(pending("a", 1), blocked("b", 2, "a"));
    machine.validate();
    machine.apply(new Event.Dispatch(new JobId("a"), 1, "w", 2_000, CLOCK), 101);
    machine.apply(new Event.Ack(new JobId("a"), 1, CLOCK), 102);

    assertThat(machine.find(new JobId("b")).orElseThrow().state()).isEqualTo(JobState.PENDING);
    machine.validate();
  }

  private static void refused(String problem, Job... jobs) {
    assertThatIllegalArgumentException().isThrownBy(() -> restore(jobs)).withMessage(problem);
  }

  private static JobMachine restore(Job... jobs) {
    return JobMachine.restore(Limits.defaults(), image(jobs));
  }

  private static MachineImage image(Job... jobs) {
    return MachineImage.of(LAST_SEQ, CLOCK, List.of(), List.of(), List.of(), List.of(jobs));
  }

  private static Job pending(String id, long seq) {
    return job(id, seq, JobState.PENDING, 0, CLOCK, List.of());
  }

  private static Job blocked(String id, long seq, String dependency) {
    return job(id, seq, JobState.BLOCKED, 0, CLOCK, List.of(new JobId(dependency)));
  }

  private static Job job(
      String id, long seq, JobState state, long runAt, long changedAt, List<JobId> dependsOn) {
    JobSpec spec = JobSpec.of(new JobId(id), Payload.EMPTY).withDependsOn(dependsOn);
    Attempts attempts = Attempts.before(spec.withRunAtMillis(runAt));
    return new Job(spec, seq, 0, state, seq, changedAt, attempts);
  }
}
