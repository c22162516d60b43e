package dev.holdfast.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Many simulations, each from a seed of its own. {@code -Dholdfast.simulation.steps=5000000} takes
 * so many steps instead of the default; {@code -Dholdfast.simulation.first=S} begins at a seed that
 * failed. A failure is told as the shortest story that still fails.
 */
class SimulationTest {
  private static final long STEPS = Long.getLong("holdfast.simulation.steps", 30_000);
  private static final long FIRST_SEED = Long.getLong("holdfast.simulation.first", 1);
  private static final int STEPS_PER_SEED = 1500;

  /** What one simulation did. */
  private record Run(Map<Step.Kind, Long> done, long statesRecognised) {}

  @Test
  void whateverHappensNoPromiseIsBroken() throws InterruptedException {
    Map<Step.Kind, Long> done = new EnumMap<>(Step.Kind.class);
    long states = 0;
    for (Run run : runAll(Math.ceilDiv(STEPS, STEPS_PER_SEED))) {
      run.done().forEach((kind, times) -> done.merge(kind, times, Long::sum));
      states += run.statesRecognised();
    }
    assertThat(done).as("every kind of step was taken").containsOnlyKeys(Step.Kind.values());
    assertThat(states).as("states recognised after a crash").isPositive();
  }

  /** Side by side, as they have nothing in common; the first failure ends all of them. */
  private static List<Run> runAll(long seeds) throws InterruptedException {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<Run>> started = new ArrayList<>();
      for (long seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
        long own = seed;
        started.add(threads.submit(() -> run(own)));
      }
      List<Run> runs = new ArrayList<>();
      for (Future<Run> run : started) {
        try {
          runs.add(run.get());
        } catch (ExecutionException e) {
          threads.shutdownNow();
          throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
      }
      return runs;
    }
  }

  private static Run run(long seed) {
    List<Step> steps = steps(seed);
    try (Simulation simulation = new Simulation(seed)) {
      steps.forEach(simulation::take);
      simulation.end();
      return new Run(simulation.done(), simulation.statesRecognised());
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(Stories.shortest(seed, steps, e), e);
    }
  }

  @Test
  void theSameSeedGivesTheSameStory() {
    assertThat(story(7)).isEqualTo(story(7)).isNotEmpty();
  }

  private static List<String> story(long seed) {
    try (Simulation simulation = new Simulation(seed)) {
      simulation.tell();
      steps(seed).forEach(simulation::take);
      List<String> told = new ArrayList<>(simulation.told());
      told.add(simulation.state());
      return told;
    }
  }

  @Test
  void aFailureIsToldAsTheShortestStoryThatStillFails() {
    List<Step> steps = steps(3);
    assertThatThrownBy(
            () -> {
              throw new AssertionError(
                  Stories.shortest(
                      steps,
                      kept -> {
                        long enqueues =
                            kept.stream().filter(s -> s.kind() == Step.Kind.ENQUEUE).count();
                        boolean crashes = kept.stream().anyMatch(s -> s.kind() == Step.Kind.CRASH);
                        return enqueues >= 2 && crashes;
                      }));
            })
        .hasMessageContaining("ENQUEUE")
        .message()
        .matches(message -> message.lines().count() <= 4);
  }

  private static List<Step> steps(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < STEPS_PER_SEED; i++) {
      steps.add(new Step(Step.Kind.drawn(random.nextLong()), random.nextLong()));
    }
    return steps;
  }
}
