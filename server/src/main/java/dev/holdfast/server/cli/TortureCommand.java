package dev.holdfast.server.cli;

import static dev.holdfast.server.cli.Table.count;

import dev.holdfast.server.torture.BrokenPromiseException;
import dev.holdfast.server.torture.Torture;
import dev.holdfast.server.torture.Torture.Survived;
import dev.holdfast.server.torture.Torture.Workload;
import dev.holdfast.storage.sim.CrashExplorer.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code holdfast torture}. */
@Command(
    name = "torture",
    description = {
      "Looks for a power cut that breaks a promise.",
      "Log, snapshots and queue work on a simulated disk that loses power at every operation, with"
          + " what a real disk may lose then, and are held to all that they acknowledged. It touches"
          + " no files."
    },
    mixinStandardHelpOptions = true,
    versionProvider = HoldfastCommand.Version.class)
final class TortureCommand implements Callable<Integer> {
  private static final long SEED_MAX = 1_000_000_000;

  private final Streams streams;
  private final Torture torture;
  private final Duration shownEvery;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long (60); 0 for one run of each.")
  private long seconds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Where to begin; another one each time if it is not given.")
  private @Nullable Long seed;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      defaultValue = "all",
      description = "wal, snapshot, engine, or all (default).")
  @SuppressWarnings("NullAway.Init") // it has a default value
  private Workload workload;

  TortureCommand(Streams streams) {
    this(streams, Torture.ofThisProgram(), Duration.ofSeconds(5));
  }

  TortureCommand(Streams streams, Torture torture, Duration shownEvery) {
    this.streams = streams;
    this.torture = torture;
    this.shownEvery = shownEvery;
  }

  @Override
  public Integer call() throws IOException {
    if (seconds < 0 || seconds > Duration.ofDays(365).toSeconds()) {
      throw new ParameterException(
          spec.commandLine(), "--seconds must be 0 to 31536000, not " + seconds);
    }
    long first = seed == null ? ThreadLocalRandom.current().nextLong(SEED_MAX) : seed;
    Tally tally = new Tally(streams.err(), shownEvery);
    streams.err().println("from seed " + first + ", for " + seconds + " s");
    try {
      torture.run(workload, first, Duration.ofSeconds(seconds), tally::add);
    } catch (BrokenPromiseException e) {
      streams.print(
          "%s: %s\nAgain: holdfast torture --workload %s --seed %d --seconds 0\n"
              .formatted(e.ordeal(), e.getMessage(), workload, e.seed()));
      return ExitCodes.DEAD_JOBS;
    }
    streams.print(tally + "no promise was broken\n");
    return ExitCodes.DONE;
  }

  /** Counts what was survived, and shows it now and then. */
  private static final class Tally {
    private final PrintStream err;
    private final Duration shownEvery;
    private final long start = System.nanoTime();
    private final Map<String, Report> reports = new LinkedHashMap<>();
    private Duration shown = Duration.ZERO;

    Tally(PrintStream err, Duration shownEvery) {
      this.err = err;
      this.shownEvery = shownEvery;
    }

    void add(Survived survived) {
      reports.merge(survived.ordeal(), survived.report(), Tally::sum);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (elapsed.minus(shown).compareTo(shownEvery) >= 0) {
        shown = elapsed;
        Report all = reports.values().stream().reduce(new Report(0, 0, 0), Tally::sum);
        err.println(elapsed.toSeconds() + " s, seed " + survived.seed() + ": " + describe(all));
      }
    }

    private static Report sum(Report one, Report other) {
      return new Report(
          one.runs() + other.runs(), one.cuts() + other.cuts(), one.checks() + other.checks());
    }

    private static String describe(Report report) {
      return "%s runs, %s power cuts, %s checks"
          .formatted(count(report.runs()), count(report.cuts()), count(report.checks()));
    }

    @Override
    public String toString() {
      Table table = new Table();
      reports.forEach((ordeal, report) -> table.row(ordeal, describe(report)));
      return table.toString();
    }
  }
}
