package dev.holdfast.storage.sim;

import dev.holdfast.storage.Directory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Looks for a crash that breaks a promise.
 *
 * <p>It runs a workload once on a {@link SimulatedDisk}, and takes a {@link PowerCut} before every
 * change and at the end. Then it restarts each cut with every legal outcome or, past a bound, with
 * the extreme ones and some drawn at random, and checks on each disk found that all that was
 * promised up to that cut is there. It also lets only the process die there, which leaves
 * everything written, but nothing more durable. The check recovers as the program would, and is cut
 * off in turn at some of its own changes and at its end, then repeated on what that leaves.
 *
 * <pre>{@code
 * CrashExplorer.withSeed(1).explore(
 *     (disk, run) -> {
 *       store(disk, "a");
 *       run.promise("a");
 *     },
 *     (found, promised) -> assertThat(load(found)).containsAll(promised));
 * }</pre>
 *
 * <p>On a failure it shrinks the losses as far as the promise stays broken, and throws {@link
 * BrokenPromiseError} with the seed and the calls that matter. With a workload of one thread, equal
 * seeds explore the same.
 *
 * @param seed of the disk, of the outcomes, and of what the workload draws
 * @param outcomesMax how many outcomes of one cut to check at most; small cuts are exhausted
 * @param cutsMax of a longer workload, cuts are left out evenly
 * @param recoveryCutsMax how many times the check of one outcome is cut off and repeated
 */
public record CrashExplorer(long seed, int outcomesMax, int cutsMax, int recoveryCutsMax) {

  /** Checks the bounds. */
  public CrashExplorer {
    if (outcomesMax < 1 || cutsMax < 1 || recoveryCutsMax < 0) {
      throw new IllegalArgumentException(
          "outcomesMax %d, cutsMax %d, recoveryCutsMax %d"
              .formatted(outcomesMax, cutsMax, recoveryCutsMax));
    }
  }

  /** At most 20 outcomes of at most 1000 cuts, each recovery cut off twice. */
  public static CrashExplorer withSeed(long seed) {
    return new CrashExplorer(seed, 20, 1000, 2);
  }

  /** The same from another seed. */
  public CrashExplorer reseeded(long other) {
    return new CrashExplorer(other, outcomesMax, cutsMax, recoveryCutsMax);
  }

  /** The same with another bound. */
  public CrashExplorer withOutcomesMax(int bound) {
    return new CrashExplorer(seed, bound, cutsMax, recoveryCutsMax);
  }

  /** The same with another bound. */
  public CrashExplorer withCutsMax(int bound) {
    return new CrashExplorer(seed, outcomesMax, bound, recoveryCutsMax);
  }

  /** The same with another bound. */
  public CrashExplorer withRecoveryCutsMax(int bound) {
    return new CrashExplorer(seed, outcomesMax, cutsMax, bound);
  }

  /**
   * What the program does before the crash.
   *
   * @param <P> what it promises
   */
  @FunctionalInterface
  public interface Workload<P> {
    /** Works on {@code disk}, and says what is to survive from then on. */
    void run(SimulatedDisk disk, Run<P> run) throws Exception;
  }

  /**
   * What must hold after it.
   *
   * @param <P> what was promised
   */
  @FunctionalInterface
  public interface Check<P> {
    /**
     * Recovers from {@code found}, and throws if anything of {@code promised}, in the order in
     * which it was, is not there. It must leave no thread behind, for it is called very often.
     */
    void check(Directory found, List<P> promised) throws Exception;
  }

  /**
   * How much was explored.
   *
   * @param runs of the workload
   * @param cuts moments at which the power went
   * @param checks disks that were found and checked
   */
  public record Report(long runs, long cuts, long checks) {
    Report plus(Report other) {
      return new Report(runs + other.runs, cuts + other.cuts, checks + other.checks);
    }
  }

  /** One run of a workload, as the workload sees it; thread safe. */
  public static final class Run<P> {
    private final RandomGenerator random;

    /** Guarded by itself. */
    private final List<P> promised = new ArrayList<>();

    private Run(long seed) {
      this.random = new SplittableRandom(seed);
    }

    /** From now on, no crash may undo this. */
    public void promise(P promise) {
      synchronized (promised) {
        promised.add(promise);
      }
    }

    /** For a workload that is not always the same; seeded, and for one thread. */
    public RandomGenerator random() {
      return random;
    }

    List<P> promised() {
      synchronized (promised) {
        return List.copyOf(promised);
      }
    }
  }

  /**
   * Explores the crashes of one run.
   *
   * @throws BrokenPromiseError at the first broken promise
   * @throws IllegalStateException if the workload itself fails
   */
  public <P> Report explore(Workload<P> workload, Check<P> check) {
    SimulatedDisk disk = SimulatedDisk.withSeed(seed);
    Run<P> run = new Run<>(seed);
    Cuts<Moment<P>> cuts = new Cuts<>(cutsMax);
    disk.beforeEachChange(() -> cuts.offer(() -> new Moment<>(disk.powerCut(), run.promised())));
    try {
      workload.run(disk, run);
    } catch (Exception e) {
      throw new IllegalStateException("the workload failed without a crash, with seed " + seed, e);
    }
    disk.beforeEachChange(() -> {});
    List<Moment<P>> moments = new ArrayList<>(cuts.kept());
    moments.add(new Moment<>(disk.powerCut(), run.promised()));
    long checks = 0;
    for (Moment<P> moment : moments) {
      checks += new CutCheck<>(this, check, moment.promised).all(moment.cut);
    }
    return new Report(1, moments.size(), checks);
  }

  /** Explores run after run, each from the next seed, until {@code budget} is spent. */
  public <P> Report exploreFor(Duration budget, Workload<P> workload, Check<P> check) {
    long start = System.nanoTime();
    Report report = new Report(0, 0, 0);
    for (long next = seed; System.nanoTime() - start < budget.toNanos(); next++) {
      report = report.plus(reseeded(next).explore(workload, check));
    }
    return report;
  }

  /** A cut, and what was promised before it. */
  private record Moment<P>(PowerCut cut, List<P> promised) {}
}
