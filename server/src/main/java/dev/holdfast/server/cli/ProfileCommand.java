package dev.holdfast.server.cli;

import static dev.holdfast.server.cli.Table.bytes;
import static dev.holdfast.server.cli.Table.count;

import dev.holdfast.server.config.Durations;
import dev.holdfast.server.diagnostics.Profile;
import dev.holdfast.server.diagnostics.ProfileReport;
import dev.holdfast.server.diagnostics.Profiler;
import dev.holdfast.server.diagnostics.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code holdfast profile cpu}, {@code alloc} and {@code locks}. */
@Command(
    description = {
      "Records the process that works on a data directory.",
      "It needs no preparation and goes on meanwhile. What comes out is a recording of Flight"
          + " Recorder, and a flame graph: one file of HTML, for any browser."
    },
    mixinStandardHelpOptions = true,
    versionProvider = HoldfastCommand.Version.class)
final class ProfileCommand implements Callable<Integer> {
  private static final int SECONDS_MAX = 3600;
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Streams streams;
  private final Profile profile;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private DataOptions data;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long (10). Ctrl-C ends it early, and keeps what there is.")
  private int seconds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the two files go (the current directory).")
  @SuppressWarnings("NullAway.Init") // it has a default value
  private Path out;

  ProfileCommand(Streams streams, Profile profile) {
    this.streams = streams;
    this.profile = profile;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds < 1 || seconds > SECONDS_MAX) {
      throw new ParameterException(
          spec.commandLine(), "--seconds must be 1 to %d, not %d".formatted(SECONDS_MAX, seconds));
    }
    RunningProcess process = RunningProcess.of(data.config().walDirectory());
    Files.createDirectories(out);
    String name = "holdfast-" + profile.label() + "-" + STAMP.format(now());
    Path recording = out.resolve(name + ".jfr");
    Path flameGraph = out.resolve(name + ".html");
    streams
        .err()
        .println(
            "recording %s of process %d for %d s"
                .formatted(profile.title(), process.pid(), seconds));
    Duration took = record(process, recording);
    String heading =
        "Process %d on %s, %s for %s"
            .formatted(
                process.pid(),
                process.dataDirectory(),
                now().toString().replace('T', ' '),
                Durations.describe(took));
    ProfileReport report = ProfileReport.of(recording, profile, heading, flameGraph);
    streams.print(describe(report, took, recording, flameGraph));
    return ExitCodes.DONE;
  }

  private static LocalDateTime now() {
    return LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
  }

  private Duration record(RunningProcess process, Path recording)
      throws IOException, InterruptedException {
    try (Interruption interruption = Interruption.listen()) {
      return Profiler.record(
          process, profile, Duration.ofSeconds(seconds), interruption.requested(), recording);
    }
  }

  private String describe(ProfileReport report, Duration took, Path recording, Path flameGraph) {
    Table table =
        new Table()
            .row("recorded", Durations.describe(took))
            .row(profile.title(), amount(report.total(), report.stacks()));
    report
        .hottest()
        .forEach(hot ->
            table.line(
                String.format(Locale.ROOT, "  %5.1f %%  %s", 100 * hot.share(), hot.name())));
    return table
        .row("recording", recording.toString())
        .row("flame graph", flameGraph.toString())
        .toString();
  }

  private String amount(long total, long stacks) {
    return switch (profile) {
      case CPU -> count(total) + " samples";
      case ALLOC -> bytes(total) + " in " + count(stacks) + " samples";
      case LOCKS -> Durations.describe(Duration.ofNanos(total)) + " in " + count(stacks) + " waits";
    };
  }
}
