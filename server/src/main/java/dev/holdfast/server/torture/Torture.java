package dev.holdfast.server.torture;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.sim.CrashExplorer;
import dev.holdfast.storage.sim.CrashExplorer.Report;
import dev.holdfast.wal.WalConfig.Format;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Looks for a crash that breaks a promise of the log, the snapshots or the queue: seed after seed,
 * each ordeal in turn, until the time is over.
 */
public final class Torture {
  private final UnaryOperator<Directory> between;

  private Torture(UnaryOperator<Directory> between) {
    this.between = between;
  }

  /** Of the program as it is. */
  public static Torture ofThisProgram() {
    return new Torture(disk -> disk);
  }

  /** With a fault planted between the program and the disk, to see that it is found. */
  public static Torture ofThisProgramThrough(UnaryOperator<Directory> fault) {
    return new Torture(fault);
  }

  /** What to torture. */
  public enum Workload {
    /** The log, in both formats. */
    WAL,
    /** The snapshots. */
    SNAPSHOT,
    /** The queue, with its log and snapshots. */
    ENGINE,
    /** All of them in turn. */
    ALL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static List<Ordeal<?>> ordealsOf(Workload workload) {
    return switch (workload) {
      case WAL -> List.of(new WalOrdeal(Format.JSON_LINES), new WalOrdeal(Format.BINARY));
      case SNAPSHOT -> List.of(new SnapshotOrdeal());
      case ENGINE -> List.of(new EngineOrdeal());
      case ALL ->
          Stream.of(Workload.WAL, Workload.SNAPSHOT, Workload.ENGINE)
              .flatMap(one -> ordealsOf(one).stream())
              .toList();
    };
  }

  /**
   * One run of one ordeal, without a broken promise.
   *
   * @param ordeal its name
   * @param seed of the run
   * @param report how many crashes that were
   */
  public record Survived(String ordeal, long seed, Report report) {}

  /**
   * Tortures until {@code budget} is spent; each ordeal is run at least once, and no run is cut
   * short.
   *
   * @param seed of the first run; each further round takes the next
   * @param survived is told of each run
   * @throws BrokenPromiseException at the first broken promise
   */
  public void run(Workload workload, long seed, Duration budget, Consumer<Survived> survived) {
    List<Ordeal<?>> ordeals = ordealsOf(workload);
    long start = System.nanoTime();
    for (long next = seed; ; next++) {
      for (Ordeal<?> ordeal : ordeals) {
        if (next > seed && System.nanoTime() - start >= budget.toNanos()) {
          return;
        }
        survived.accept(new Survived(ordeal.name(), next, explore(ordeal, next)));
      }
    }
  }

  private <P> Report explore(Ordeal<P> ordeal, long seed) {
    try {
      return ordeal
          .bounded(CrashExplorer.withSeed(seed))
          .<P>explore(
              (disk, run) -> ordeal.work(between.apply(disk), run),
              (found, promised) -> ordeal.check(between.apply(found), promised));
    } catch (IllegalStateException | AssertionError e) {
      // A promise was broken by a crash, or the work itself failed, without one.
      throw new BrokenPromiseException(ordeal.name(), seed, e);
    }
  }
}
