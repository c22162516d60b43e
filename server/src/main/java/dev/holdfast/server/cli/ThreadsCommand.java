package dev.holdfast.server.cli;

import dev.holdfast.server.diagnostics.RunningProcess;
import dev.holdfast.server.diagnostics.ThreadReport;
import dev.holdfast.server.diagnostics.ThreadReport.Doing;
import dev.holdfast.server.diagnostics.ThreadReport.Group;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code holdfast threads}. */
@Command(
    name = "threads",
    description = {
      "Shows the threads of the process that works on a data directory: whose they are, what they"
          + " do, and which have leaked.",
      "Leaked is what outlives its owner, and what there is more of at each of three looks."
    },
    mixinStandardHelpOptions = true,
    versionProvider = HoldfastCommand.Version.class)
final class ThreadsCommand implements Callable<Integer> {
  private static final int SECONDS_MAX = 3600;

  private final Streams streams;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private DataOptions data;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "2",
      description = "From the first look to the last (2): a slow leak takes longer to show.")
  private int seconds;

  ThreadsCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds < 1 || seconds > SECONDS_MAX) {
      throw new ParameterException(
          spec.commandLine(), "--seconds must be 1 to %d, not %d".formatted(SECONDS_MAX, seconds));
    }
    RunningProcess process = RunningProcess.of(data.config().walDirectory());
    ThreadReport report;
    try (Interruption interruption = Interruption.listen()) {
      report = ThreadReport.of(process, Duration.ofSeconds(seconds), interruption.requested());
    }
    streams.print(describe(process, report));
    return report.leaks().isEmpty() ? ExitCodes.DONE : ExitCodes.DEAD_JOBS;
  }

  private static String describe(RunningProcess process, ThreadReport report) {
    Table table =
        new Table()
            .row("data directory", process.dataDirectory().toString())
            .row("process", String.valueOf(process.pid()))
            .row("threads", "%d, %d of them virtual".formatted(report.threads(), report.virtual()));
    for (Group group : report.groups()) {
      table.line(line(group));
    }
    if (report.leaks().isEmpty()) {
      return table.row("leaked", "none").toString();
    }
    report.leaks().forEach(leak -> table.row("leaked", leak));
    return table.toString();
  }

  private static String line(Group group) {
    return String.format(
            Locale.ROOT,
            "  %-8s %5d  %-8s  %-28s  %s",
            group.owner(),
            group.count(),
            group.virtual() ? "virtual" : "platform",
            group.name(),
            doing(group.doing()))
        .stripTrailing();
  }

  private static String doing(List<Doing> doing) {
    return String.join(", ", doing.stream().map(ThreadsCommand::describe).toList());
  }

  private static String describe(Doing doing) {
    return doing.count() == 1 ? doing.method() : doing.count() + " x " + doing.method();
  }
}
