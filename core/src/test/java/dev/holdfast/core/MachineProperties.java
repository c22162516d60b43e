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
  private static final int RUNS = 400;

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
      Command command = step.choice().command(queue.machine());
      boolean eligible = queue.machine().hasEligible(Math.max(now, queue.machine().clockMillis()));

      List<String> trace = Trace.of(queue.execute(command, now));

      assertThat(trace).as("%s at %d", command, now).isEqualTo(naive.execute(command, now));
      if (command instanceof Command.Reserve) {
        assertThat(eligible).as("hasEligible said").isEqualTo(!trace.isEmpty());
      }
      MachineImage image = queue.machine().image();
      assertThat(image.jobs().stream().map(Trace::of)).isEqualTo(naive.describe());
      assertThat(Trace.of(queue.machine().stats())).isEqualTo(naive.stats());
      trace.forEach(line -> seen.merge(kindOf(line), 1, Integer::sum));
    }
    passed++;
  }

  private static String kindOf(String line) {
    String[] words = line.split(" ", 3);
    return words[0].equals("refused") ? words[1] : words[0];
  }

  /** Runs that never meet a rule prove nothing about it. */
  @AfterProperty
  void everyKindOfEventAndOfRefusalWasSeen() {
    if (passed < RUNS) {
      return; // the failed run is what matters
    }
    for (String event : List.of("ENQUEUE", "DISPATCH", "ACK", "TIMEOUT", "FAIL", "RETRY", "DEAD")) {
      assertThat(seen.getOrDefault(event, 0)).as(event).isGreaterThan(10);
    }
    for (Decision.Reason reason : Decision.Reason.values()) {
      assertThat(seen.getOrDefault(reason.name(), 0)).as(reason.name()).isGreaterThan(10);
    }
  }
}
