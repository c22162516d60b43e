package dev.holdfast.storage.sim;

import dev.holdfast.storage.sim.CrashExplorer.Check;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Checks what a power cut may leave: outcome by outcome, and again with the recovery cut off. */
final class CutCheck<P> {
  private static final int TRACE_SHOWN_MAX = 40;
  private static final Set<String> ON_DIRECTORY = Set.of("CREATE", "RENAME", "DELETE", "DIRECTORY");

  private final CrashExplorer explorer;
  private final Check<P> check;
  private final List<P> promised;
  private long checks;

  CutCheck(CrashExplorer explorer, Check<P> check, List<P> promised) {
    this.explorer = explorer;
    this.check = check;
    this.promised = promised;
  }

  /** Checks all outcomes, and returns how many checks that took. */
  long all(PowerCut cut) {
    for (List<Integer> outcome : outcomes(cut)) {
      SimulatedDisk found = cut.restart(outcome);
      Cuts<PowerCut> recovery = new Cuts<>(explorer.recoveryCutsMax() + 1);
      found.beforeEachChange(() -> recovery.offer(found::powerCut));
      Optional<Throwable> failure = failureOf(found);
      if (failure.isPresent()) {
        throw broken(List.of(), cut, outcome, failure.get());
      }
      found.beforeEachChange(() -> {});
      checkCutOff(recovery.kept(), cut, outcome);
    }
    return checks;
  }

  /** The first cut of a recovery finds what it itself found, and is left out. */
  private void checkCutOff(List<PowerCut> recovery, PowerCut before, List<Integer> outcomeBefore) {
    for (PowerCut cut : recovery.stream().skip(1).limit(explorer.recoveryCutsMax()).toList()) {
      List<Integer> outcome = cut.outcome(explorer.seed());
      Optional<Throwable> failure = failureOf(cut.restart(outcome));
      if (failure.isPresent()) {
        List<String> first = new ArrayList<>(List.of("The first crash:"));
        first.addAll(losses(before, outcomeBefore));
        first.addAll(callsThatMatter(before, outcomeBefore));
        first.add("Then recovery was cut off:");
        throw broken(first, cut, outcome, failure.get());
      }
    }
  }

  private Optional<Throwable> failureOf(SimulatedDisk found) {
    checks++;
    try {
      check.check(found, promised);
      return Optional.empty();
    } catch (Exception | AssertionError e) {
      return Optional.of(e);
    }
  }

  /** All outcomes, if they are few; else the extremes of each thing, then drawn ones. */
  private Set<List<Integer>> outcomes(PowerCut cut) {
    Set<List<Integer>> outcomes = new LinkedHashSet<>();
    if (countUpTo(explorer.outcomesMax(), cut) <= explorer.outcomesMax()) {
      addAll(cut.uncertainties(), new ArrayList<>(), outcomes);
      return outcomes;
    }
    outcomes.add(cut.uncertainties().stream().map(_ -> 0).toList());
    outcomes.add(cut.uncertainties().stream().map(Uncertainty::newest).toList());
    for (String about : abouts(cut)) {
      outcomes.add(only(cut, about, true));
      outcomes.add(only(cut, about, false));
    }
    RandomGenerator random = new SplittableRandom(explorer.seed());
    // Some are drawn more than once.
    int drawsMax = 4 * explorer.outcomesMax();
    for (int drawn = 0; drawn < drawsMax && outcomes.size() < explorer.outcomesMax(); drawn++) {
      outcomes.add(cut.outcome(random.nextLong()));
    }
    return new LinkedHashSet<>(outcomes.stream().limit(explorer.outcomesMax()).toList());
  }

  private static long countUpTo(int max, PowerCut cut) {
    long count = 1;
    for (Uncertainty open : cut.uncertainties()) {
      count = Math.min(max + 1L, count * open.choices());
    }
    return count;
  }

  private static void addAll(
      List<Uncertainty> all, List<Integer> chosen, Set<List<Integer>> outcomes) {
    if (chosen.size() == all.size()) {
      outcomes.add(List.copyOf(chosen));
      return;
    }
    for (int choice = 0; choice < all.get(chosen.size()).choices(); choice++) {
      chosen.add(choice);
      addAll(all, chosen, outcomes);
      chosen.removeLast();
    }
  }

  private static Set<String> abouts(PowerCut cut) {
    Set<String> abouts = new LinkedHashSet<>();
    cut.uncertainties().forEach(open -> abouts.add(open.about()));
    return abouts;
  }

  /** One thing lost and all else kept, or the other way round. */
  private static List<Integer> only(PowerCut cut, String about, boolean lost) {
    return cut.uncertainties().stream()
        .map(open -> open.about().equals(about) == lost ? 0 : open.newest())
        .toList();
  }

  private BrokenPromiseError broken(
      List<String> before, PowerCut cut, List<Integer> outcome, Throwable failure) {
    List<Integer> fewest = shrink(cut, outcome);
    Throwable cause = failureOf(cut.restart(fewest)).orElse(failure);
    List<String> losses = losses(cut, fewest);
    List<String> lines = new ArrayList<>();
    lines.add("A crash broke a promise; seed %d: %s".formatted(explorer.seed(), cause));
    lines.addAll(before);
    lines.add("The power went after change %d. Lost, and nothing else:".formatted(cut.changes()));
    lines.addAll(losses.isEmpty() ? List.of("  nothing") : losses);
    lines.addAll(callsThatMatter(cut, fewest));
    lines.add("Promised by then: %d, lately %s".formatted(promised.size(), lately()));
    return new BrokenPromiseError(
        String.join(System.lineSeparator(), lines), explorer.seed(), losses, cause);
  }

  /** Keeps what need not be lost, in ever smaller runs. */
  private List<Integer> shrink(PowerCut cut, List<Integer> outcome) {
    List<Integer> fewest = new ArrayList<>(outcome);
    for (int run = Math.max(1, outcome.size() / 2); run >= 1; run /= 2) {
      for (int from = 0; from < outcome.size(); from += run) {
        List<Integer> fewer = new ArrayList<>(fewest);
        for (int i = from; i < Math.min(from + run, outcome.size()); i++) {
          fewer.set(i, cut.uncertainties().get(i).newest());
        }
        if (!fewer.equals(fewest) && failureOf(cut.restart(fewer)).isPresent()) {
          fewest = fewer;
        }
      }
    }
    return fewest;
  }

  private static List<String> losses(PowerCut cut, List<Integer> outcome) {
    List<String> losses = new ArrayList<>();
    for (int i = 0; i < outcome.size(); i++) {
      Uncertainty open = cut.uncertainties().get(i);
      if (outcome.get(i) != open.newest()) {
        losses.add("  " + open.describe(outcome.get(i)));
      }
    }
    return losses;
  }

  /** The calls on what suffered a loss; all of them if nothing did. */
  private static List<String> callsThatMatter(PowerCut cut, List<Integer> outcome) {
    Set<String> suffered = new LinkedHashSet<>();
    for (int i = 0; i < outcome.size(); i++) {
      Uncertainty open = cut.uncertainties().get(i);
      if (outcome.get(i) != open.newest()) {
        suffered.addAll(open.about().equals(Entries.ABOUT) ? ON_DIRECTORY : Set.of(open.about()));
      }
    }
    List<String> calls =
        cut.trace().stream()
            .filter(call -> suffered.isEmpty() || suffered.stream().anyMatch(call::contains))
            .map(call -> "  " + call)
            .toList();
    List<String> shown = new ArrayList<>(List.of("The last calls that matter:"));
    shown.addAll(calls.subList(Math.max(0, calls.size() - TRACE_SHOWN_MAX), calls.size()));
    return shown;
  }

  private List<P> lately() {
    return promised.subList(Math.max(0, promised.size() - 3), promised.size());
  }
}
