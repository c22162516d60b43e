package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What operations cost with many jobs waiting, counted in moves within the indexes, not in time.
 */
class CostTest {
  private static final int CYCLES = 1_000;

  private long seq;

  @Test
  void aCycleMovesNoMoreThanLogNEntries() {
    for (int waiting = 1_000; waiting <= 256_000; waiting *= 4) {
      // Reserve takes the first of the heap, ack removes the lease: at most one descent each.
      double levels = Math.log(waiting) / Math.log(2);
      assertThat(movesPerCycle(waiting, 0)).as("%d waiting", waiting).isLessThan(levels + 2);
    }
  }

  @Test
  void jobsThatComeBackCostNoMoreThanLogNEither() {
    for (int waiting = 1_000; waiting <= 256_000; waiting *= 4) {
      // The job that comes back rises to the top again, and is taken from there once more.
      double levels = Math.log(waiting) / Math.log(2);
      assertThat(movesPerCycle(waiting, 1)).as("%d waiting", waiting).isLessThan(3 * levels + 2);
    }
  }

  @Test
  void theAckOfAParentTouchesItsDependentsOnly() {
    JobMachine machine = machineWith(10_000);
    enqueue(machine, JobSpec.of(new JobId("parent"), Payload.EMPTY).withPriority(10));
    for (int i = 0; i < 100; i++) {
      JobId child = new JobId("child-" + i);
      enqueue(
          machine, JobSpec.of(child, Payload.EMPTY).withDependsOn(List.of(new JobId("parent"))));
    }
    execute(machine, new Command.Reserve("w", 1));
    long before = machine.indexSteps();
    execute(machine, new Command.Ack(new JobId("parent"), 1));

    assertThat(machine.stats().blocked()).isZero();
    assertThat(machine.indexSteps() - before).isLessThan(100 * 15);
  }

  /** A cycle is: reserve, fail as often as said, ack. */
  private double movesPerCycle(int waiting, int failures) {
    JobMachine machine = machineWith(waiting);
    long before = machine.indexSteps();
    for (int i = 0; i < CYCLES; i++) {
      for (int attempt = 1; attempt <= failures; attempt++) {
        JobId failed = reserve(machine);
        execute(machine, new Command.Fail(failed, attempt, "oops"));
      }
      execute(machine, new Command.Ack(reserve(machine), failures + 1));
    }
    return (machine.indexSteps() - before) / (double) CYCLES;
  }

  private JobMachine machineWith(int waiting) {
    JobMachine machine = new JobMachine(Limits.defaults());
    seq = 0;
    for (int i = 0; i < waiting; i++) {
      int priority = (i * 7) % 10;
      enqueue(machine, JobSpec.of(new JobId("job-" + i), Payload.EMPTY).withPriority(priority));
    }
    return machine;
  }

  private void enqueue(JobMachine machine, JobSpec spec) {
    machine.apply(new Event.Enqueue(spec, 0), ++seq);
  }

  private JobId reserve(JobMachine machine) {
    return execute(machine, new Command.Reserve("w", 1)).events().getFirst().id();
  }

  private Decision.Accepted execute(JobMachine machine, Command command) {
    Decision.Accepted accepted = (Decision.Accepted) machine.decide(command, 0);
    accepted.events().forEach(event -> machine.apply(event, ++seq));
    return accepted;
  }
}
