package dev.holdfast.engine.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a failing story short: leaves out ever smaller parts of it, as long as it still fails
 * (delta debugging, Zeller and Hildebrandt 2002).
 */
final class Stories {
  private static final int TRIES_MAX = 400;

  private Stories() {}

  /** What a person needs to know of a failure. */
  static String shortest(long seed, List<Step> steps, Throwable failure) {
    List<Step> kept = shrink(steps, some -> fails(seed, some));
    StringBuilder text = new StringBuilder();
    text.append("seed ").append(seed).append(": ").append(failure.getMessage());
    text.append("\nreplay it with -Dholdfast.simulation.first=").append(seed);
    text.append(" -Dholdfast.simulation.steps=1\nthe shortest story that fails, ");
    text.append(kept.size()).append(" of ").append(steps.size()).append(" steps:");
    for (String line : tell(seed, kept)) {
      text.append("\n  ").append(line);
    }
    return text.toString();
  }

  /** The steps that are left when nothing more can be left out, one a line. */
  static String shortest(List<Step> steps, Predicate<List<Step>> fails) {
    StringBuilder text = new StringBuilder("the shortest story:");
    shrink(steps, fails).forEach(step -> text.append("\n").append(step.kind()));
    return text.toString();
  }

  private static List<Step> shrink(List<Step> steps, Predicate<List<Step>> fails) {
    List<Step> kept = steps;
    int tries = 0;
    for (int part = Math.max(1, kept.size() / 2); part >= 1; part /= 2) {
      for (int from = 0; from < kept.size() && tries < TRIES_MAX; tries++) {
        List<Step> some = new ArrayList<>(kept.subList(0, from));
        some.addAll(kept.subList(Math.min(kept.size(), from + part), kept.size()));
        if (fails.test(some)) {
          kept = some;
        } else {
          from += part;
        }
      }
    }
    return kept;
  }

  private static boolean fails(long seed, List<Step> steps) {
    try (Simulation simulation = new Simulation(seed)) {
      steps.forEach(simulation::take);
      simulation.end();
      return false;
    } catch (RuntimeException | AssertionError e) {
      return true;
    }
  }

  private static List<String> tell(long seed, List<Step> steps) {
    try (Simulation simulation = new Simulation(seed)) {
      simulation.tell();
      try {
        steps.forEach(simulation::take);
        simulation.end();
      } catch (RuntimeException | AssertionError e) {
        // It is the one that is told about.
      }
      return List.copyOf(simulation.told());
    }
  }
}
