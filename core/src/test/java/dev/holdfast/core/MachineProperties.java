package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;

/** Random runs, against the naive queue after every step. */
class MachineProperties {
  private static final int RUNS = 250;
  private static final int SEEN_MIN = 1;

  private int passed;
  private final Map<String, Integer> seen = new HashMap<>();

  @Provide
  Arbitrary<List<Step>> runs() {
    return Step.runs();
  }

  @Property(tries = RUNS, edgeCases = EdgeCasesMode.NONE)
  void doesWhatTheNaiveQueueDoes(@ForAll("runs") List<Step> run) {
    LoggedMachine queue = new LoggedMachine(Step.LIMITS);
    NaiveQueue naive = new NaiveQueue(Step.LIMITS);
    long now = 100;
    for (Step step : run) {
      now = Math.max(0, now + step.timePasses());
      if (step.restarts()) {
        queue.restart();
      }
      Command command = step.choice().command(queue.machine());
      check(queue, naive, command, now);
    }
    passed++;
  }

  private void check(LoggedMachine queue, NaiveQueue naive, Command command, long now) {
    boolean eligible =
        command instanceof Command.Reserve reserve && queue.machine().hasEligible(reserve);

    Decision decision = queue.execute(command, now);

    NaiveQueue.Said said = naive.execute(command, now);
    count(command.getClass().getSimpleName());
    switch (decision) {
      case Decision.Accepted accepted -> {
        assertThat(said.refusal()).as("%s at %d", command, now).isEmpty();
        assertThat(accepted.events()).as("%s at %d", command, now).isEqualTo(said.events());
        accepted.events().forEach(event -> count(event.wireName()));
      }
      case Decision.Rejected rejected -> {
        assertThat(rejected.reason() + " " + rejected.subject())
            .as("%s at %d", command, now)
            .isEqualTo(said.refusal());
        count(rejected.reason().name());
      }
    }
    if (command instanceof Command.Reserve) {
      assertThat(eligible).as("hasEligible said").isEqualTo(!said.events().isEmpty());
    }
    checkState(queue.machine(), naive);
    checkDue(queue.machine(), now);
  }

  private static void checkState(JobMachine machine, NaiveQueue naive) {
    assertThat(machine.image().jobs().stream().map(Trace::full)).isEqualTo(naive.describe());
    assertThat(machine.queues()).isEqualTo(naive.queues());
    assertThat(machine.schedules()).isEqualTo(naive.schedules());
    assertThat(machine.nextDueMillis()).as("due").isEqualTo(naive.nextDue());
    assertThat(machine.size()).isEqualTo(machine.stats().total());
  }

  /** Whoever does what is due must come to an end. */
  private static void checkDue(JobMachine machine, long now) {
    long at = Math.max(now, machine.clockMillis());
    if (machine.nextDueMillis() <= at) {
      Decision decision = machine.decide(new Command.Expire(3, 0), at);
      assertThat(((Decision.Accepted) decision).events()).as("what is due").isNotEmpty();
    }
  }

  private void count(String what) {
    seen.merge(what, 1, Integer::sum);
  }

  /** Runs that never meet a rule prove nothing about it. */
  @AfterProperty
  void everyCommandEventAndRefusalWasSeen() {
    if (passed < RUNS) {
      return; // the failed run is what matters
    }
    for (Class<?> command : Command.class.getPermittedSubclasses()) {
      assertSeen(command.getSimpleName());
    }
    StoryTest.WIRE_NAMES.forEach(this::assertSeen);
    for (Decision.Reason reason : Decision.Reason.values()) {
      assertSeen(reason.name());
    }
  }

  private void assertSeen(String what) {
    assertThat(seen.getOrDefault(what, 0)).as(what).isGreaterThanOrEqualTo(SEEN_MIN);
  }
}
