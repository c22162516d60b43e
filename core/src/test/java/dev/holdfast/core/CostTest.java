package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What operations cost with many jobs waiting, counted in moves within the indexes, not in time.
 */
class CostTest {
  private static final int CYCLES = 1_000;
  private static final String QUEUE = "mail";

  private final Command.Reserve any = new Command.Reserve("w");
  private long seq;
  private long now;

  @Test
  void aCycleMovesNoMoreThanLogNEntries() {
    for (int waiting = 1_000; waiting <= 256_000; waiting *= 4) {
      // Reserve takes the first of the lane, ack removes the lease: at most one descent each.
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
  void neitherKeysNorLimitsMakeACycleLookAround() {
    QueueSettings settings =
        QueueSettings.builder()
            .fair(true)
            .keyConcurrencyMax(2)
            .concurrencyMax(1_000)
            .rate(Rate.of(1_000_000, 1_000))
            .keyRate(Rate.of(1_000_000, 1_000))
            .retention(Optional.of(Retention.finished(100, 1_000)))
            .build();
    for (int waiting = 1_000; waiting <= 64_000; waiting *= 8) {
      JobMachine machine = new JobMachine(Limits.defaults());
      begin();
      execute(machine, new Command.Configure(QUEUE, settings));
      for (int i = 0; i < waiting; i++) {
        enqueue(
            machine,
            JobSpec.builder(new JobId("job-" + i)).queue(QUEUE).key("key-" + i % 500).build());
      }
      long before = machine.indexSteps();
      for (int i = 0; i < CYCLES; i++) {
        now++;
        execute(machine, new Command.Ack(reserve(machine, any), 1));
        execute(machine, new Command.Expire(1, 0));
      }
      // Lane, heads and lease, each down once; the ended, in and out.
      double levels = Math.log(waiting) / Math.log(2);
      assertThat((machine.indexSteps() - before) / (double) CYCLES)
          .as("%d waiting", waiting)
          .isLessThan(4 * levels + 10);
    }
  }

  @Test
  void whoAsksForARareTypeDoesNotLookThroughAllKeys() {
    JobMachine machine = new JobMachine(Limits.defaults());
    begin();
    for (int i = 0; i < 50_000; i++) {
      JobSpec common =
          JobSpec.builder(new JobId("job-" + i))
              .queue(QUEUE)
              .key("key-" + i)
              .type("common")
              .build();
      enqueue(machine, common);
    }
    enqueue(machine, JobSpec.builder(new JobId("rare")).queue(QUEUE).type("rare").build());
    Command.Reserve wish = new Command.Reserve("w", List.of(QUEUE), List.of("rare"), 0);

    // Ten billion looks at heads would not end within this test.
    for (int i = 0; i < 200_000; i++) {
      assertThatItIsEligible(machine, wish);
    }
    assertThat(reserve(machine, wish)).isEqualTo(new JobId("rare"));
  }

  private static void assertThatItIsEligible(JobMachine machine, Command.Reserve wish) {
    if (!machine.hasEligible(wish)) {
      throw new AssertionError("the rare job is not found");
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
    execute(machine, any);
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
        JobId failed = reserve(machine, any);
        execute(machine, new Command.Fail(failed, attempt, "oops"));
      }
      execute(machine, new Command.Ack(reserve(machine, any), failures + 1));
    }
    return (machine.indexSteps() - before) / (double) CYCLES;
  }

  private JobMachine machineWith(int waiting) {
    JobMachine machine = new JobMachine(Limits.defaults());
    begin();
    for (int i = 0; i < waiting; i++) {
      int priority = (i * 7) % 10;
      enqueue(machine, JobSpec.of(new JobId("job-" + i), Payload.EMPTY).withPriority(priority));
    }
    return machine;
  }

  private void begin() {
    seq = 0;
    now = 0;
  }

  private void enqueue(JobMachine machine, JobSpec spec) {
    machine.apply(new Event.Enqueue(spec, 0), ++seq);
  }

  private JobId reserve(JobMachine machine, Command.Reserve wish) {
    return ((Event.Dispatch) execute(machine, wish).events().getFirst()).id();
  }

  private Decision.Accepted execute(JobMachine machine, Command command) {
    Decision.Accepted accepted = (Decision.Accepted) machine.decide(command, now);
    accepted.events().forEach(event -> machine.apply(event, ++seq));
    return accepted;
  }
}
