package dev.holdfast.storage.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * What a machine may find on its disk if the power goes at one moment: immutable, and each outcome
 * can be had as a disk of its own, as often as wanted.
 *
 * <p>An outcome is a choice for each of the {@link #uncertainties()}, in their order. A change of
 * the directory that concerns a name is lost with an earlier one that does, whatever is chosen.
 */
public final class PowerCut {
  /** How likely it is to be kept; drawn for each file. */
  private static final double[] LUCK = {0, 0.5, 0.5, 0.9, 1};

  private final Entries entries;
  private final NavigableMap<String, Inode> files;
  private final List<Uncertainty> uncertainties;
  private final List<String> trace;
  private final long changes;
  private final long seed;

  PowerCut(Entries entries, List<String> trace, long changes, long seed) {
    this.entries = entries.photograph();
    this.files = this.entries.reachable();
    this.trace = trace;
    this.changes = changes;
    this.seed = seed;
    List<Uncertainty> all = new ArrayList<>(this.entries.uncertainties());
    files.forEach((name, file) -> all.addAll(file.uncertainties(name)));
    this.uncertainties = List.copyOf(all);
  }

  /** What is open; empty if everything was synced. */
  public List<Uncertainty> uncertainties() {
    return uncertainties;
  }

  /** How many changing calls were made before it. */
  public long changes() {
    return changes;
  }

  /** The changing calls up to the cut, oldest first; of very many, the last. */
  public List<String> trace() {
    return trace;
  }

  /** The disk if nothing survived but what was synced. */
  public SimulatedDisk restartLosingAll() {
    return restart(Outcomes.lost(this));
  }

  /**
   * The disk if not the power went, but only the process died: everything written is there, but
   * what was not synced is still at risk.
   */
  public SimulatedDisk restartProcess() {
    return new SimulatedDisk(seed + 1, entries.copy());
  }

  /** The disk if everything survived, and is durable now. */
  public SimulatedDisk restartKeepingAll() {
    return restart(Outcomes.kept(this));
  }

  /** The disk after some outcome; the same for the same seed. */
  public SimulatedDisk restart(long outcomeSeed) {
    return restart(outcome(outcomeSeed));
  }

  /**
   * The disk after this outcome.
   *
   * @throws IllegalArgumentException if it is not one choice for each uncertainty
   */
  public SimulatedDisk restart(List<Integer> outcome) {
    check(outcome);
    int next = entries.uncertainties().size();
    NavigableMap<String, Inode> names = entries.found(outcome.subList(0, next));
    NavigableMap<Integer, Inode> found = new TreeMap<>();
    for (Inode file : files.values()) {
      int count = file.uncertainties("").size();
      found.put(file.number(), file.found(outcome.subList(next, next + count), seed));
      next += count;
    }
    names.replaceAll((_, file) -> found.getOrDefault(file.number(), file));
    return new SimulatedDisk(seed + 1, Entries.restarted(names));
  }

  /**
   * An outcome drawn at random. Each file and the directory fares well, badly or mixed as a whole,
   * so that outcomes such as "all of this file, nothing of that" are drawn too.
   */
  public List<Integer> outcome(long outcomeSeed) {
    RandomGenerator random = new SplittableRandom(seed * 31 + outcomeSeed);
    TreeMap<String, Double> luck = new TreeMap<>();
    List<Integer> outcome = new ArrayList<>();
    for (Uncertainty open : uncertainties) {
      double kept = luck.computeIfAbsent(open.about(), _ -> LUCK[random.nextInt(LUCK.length)]);
      boolean newest = random.nextDouble() < kept;
      outcome.add(newest ? open.newest() : random.nextInt(open.choices()));
    }
    return legal(outcome);
  }

  /** The same outcome, with what is lost along with something else chosen as lost. */
  List<Integer> legal(List<Integer> outcome) {
    int changes = entries.uncertainties().size();
    List<Integer> legal = new ArrayList<>(entries.legal(outcome.subList(0, changes)));
    legal.addAll(outcome.subList(changes, outcome.size()));
    return List.copyOf(legal);
  }

  private void check(List<Integer> outcome) {
    if (outcome.size() != uncertainties.size()) {
      throw new IllegalArgumentException(
          "%d choices for %d uncertainties".formatted(outcome.size(), uncertainties.size()));
    }
    for (int i = 0; i < outcome.size(); i++) {
      if (outcome.get(i) < 0 || outcome.get(i) >= uncertainties.get(i).choices()) {
        throw new IllegalArgumentException(
            "no choice %d in %s".formatted(outcome.get(i), uncertainties.get(i)));
      }
    }
  }
}
