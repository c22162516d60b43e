package dev.holdfast.storage.sim;

import dev.holdfast.storage.sim.CrashExplorer.Check;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

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

  /** Checks all outcomes and the death of the process alone; returns how many checks that took. */
  long all(PowerCut cut) {
    for (List<Integer> outcome : Outcomes.of(cut, explorer.outcomesMax(), explorer.seed())) {
      check(
          cut.restart(outcome),
          failure -> broken(List.of(), cut, outcome, failure),
          () -> story(cut, outcome));
    }
    check(
        cut.restartProcess(),
        failure -> broken(List.of("Only the process died."), cut, Outcomes.kept(cut), failure),
        () -> List.of("The process died after change %d.".formatted(cut.changes())));
    return checks;
  }

  private void check(
      SimulatedDisk found,
      Function<Throwable, BrokenPromiseError> broken,
      Supplier<List<String>> story) {
    Cuts<PowerCut> recovery = new Cuts<>(explorer.recoveryCutsMax() + 1);
    found.beforeEachChange(() -> recovery.offer(found::powerCut));
    Optional<Throwable> failure = failureOf(found);
    if (failure.isPresent()) {
      throw broken.apply(failure.get());
    }
    found.beforeEachChange(() -> {});
    // The first of a recovery's cuts finds what it itself found.
    recovery.kept().stream()
        .skip(1)
        .limit(explorer.recoveryCutsMax())
        .forEach(cut -> checkCutOff(cut, story));
    if (explorer.recoveryCutsMax() > 0) {
      checkCutOff(found.powerCut(), story);
    }
  }

  private void checkCutOff(PowerCut cut, Supplier<List<String>> story) {
    for (List<Integer> outcome :
        new LinkedHashSet<>(List.of(Outcomes.lost(cut), cut.outcome(explorer.seed())))) {
      Optional<Throwable> failure = failureOf(cut.restart(outcome));
      if (failure.isPresent()) {
        List<String> first = new ArrayList<>(story.get());
        first.add("Then recovery was cut off:");
        throw broken(first, cut, outcome, failure.get());
      }
    }
  }

  private static List<String> story(PowerCut cut, List<Integer> outcome) {
    List<String> story = new ArrayList<>(List.of("The first crash:"));
    story.addAll(losses(cut, outcome));
    story.addAll(callsThatMatter(cut, outcome));
    return story;
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
    return cut.legal(fewest);
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
