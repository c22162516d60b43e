package dev.holdfast.storage.sim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Which outcomes of a power cut to look at. */
final class Outcomes {
  private Outcomes() {}

  /** Nothing but what was synced. */
  static List<Integer> lost(PowerCut cut) {
    return cut.uncertainties().stream().map(_ -> 0).toList();
  }

  /** Everything. */
  static List<Integer> kept(PowerCut cut) {
    return cut.uncertainties().stream().map(Uncertainty::newest).toList();
  }

  /**
   * All outcomes, if they are few; else the extremes of each thing and the loss of each single
   * change of the directory, then drawn ones.
   */
  static Set<List<Integer>> of(PowerCut cut, int max, long seed) {
    Set<List<Integer>> outcomes = new LinkedHashSet<>();
    if (countUpTo(max, cut) <= max) {
      addAll(cut, new ArrayList<>(), outcomes);
      return outcomes;
    }
    outcomes.add(lost(cut));
    outcomes.add(kept(cut));
    for (String about : abouts(cut)) {
      outcomes.add(only(cut, about, true));
      outcomes.add(only(cut, about, false));
    }
    for (int i = 0; i < cut.uncertainties().size(); i++) {
      if (cut.uncertainties().get(i).about().equals(Entries.ABOUT)) {
        outcomes.add(withoutChange(cut, i));
      }
    }
    RandomGenerator random = new SplittableRandom(seed);
    // Some are drawn more than once.
    int drawsMax = 4 * max;
    for (int drawn = 0; drawn < drawsMax && outcomes.size() < max; drawn++) {
      outcomes.add(cut.outcome(random.nextLong()));
    }
    return new LinkedHashSet<>(outcomes.stream().limit(max).toList());
  }

  private static long countUpTo(int max, PowerCut cut) {
    long count = 1;
    for (Uncertainty open : cut.uncertainties()) {
      count = Math.min(max + 1L, count * open.choices());
    }
    return count;
  }

  private static void addAll(PowerCut cut, List<Integer> chosen, Set<List<Integer>> outcomes) {
    List<Uncertainty> all = cut.uncertainties();
    if (chosen.size() == all.size()) {
      outcomes.add(cut.legal(chosen));
      return;
    }
    for (int choice = 0; choice < all.get(chosen.size()).choices(); choice++) {
      chosen.add(choice);
      addAll(cut, chosen, outcomes);
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
    return cut.legal(
        cut.uncertainties().stream()
            .map(open -> open.about().equals(about) == lost ? 0 : open.newest())
            .toList());
  }

  /** That change of the directory lost, with what cannot be without it, and all else kept. */
  private static List<Integer> withoutChange(PowerCut cut, int change) {
    List<Integer> outcome = new ArrayList<>(kept(cut));
    outcome.set(change, 0);
    return cut.legal(outcome);
  }
}
