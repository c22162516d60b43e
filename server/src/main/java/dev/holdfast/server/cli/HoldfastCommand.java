package dev.holdfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.server.diagnostics.Profile;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code holdfast}: the commands, and what they have in common. */
@Command(
    name = "holdfast",
    description = "Runs job files through a durable queue: what was acknowledged is never lost.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = HoldfastCommand.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all jobs of the files are completed; the check found nothing",
      "1:jobs are dead; the check found damage, or leaked threads",
      "2:usage, configuration or job file; nothing was enqueued",
      "3:the disk, or the data on it, is at fault",
      "130:stopped by Ctrl-C (143 by SIGTERM); run it again to go on"
    })
public final class HoldfastCommand implements Runnable {
  private static final String DEBUG = "HOLDFAST_DEBUG";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  private HoldfastCommand() {}

  /** Runs one command line of the process; returns the exit code. */
  public static int run(String... args) {
    return run(Streams.ofProcess(), args);
  }

  static int run(Streams streams, String... args) {
    try {
      return commandLine(streams).execute(args);
    } catch (OutOfMemoryError e) {
      return fail(streams, e);
    }
  }

  private static CommandLine commandLine(Streams streams) {
    CommandLine wal =
        new CommandLine(new GroupCommands.Wal())
            .addSubcommand(new WalDumpCommand(streams))
            .addSubcommand(new WalVerifyCommand(streams));
    CommandLine snapshot =
        new CommandLine(new GroupCommands.Snapshot())
            .addSubcommand(new SnapshotShowCommand(streams))
            .addSubcommand(new SnapshotVerifyCommand(streams))
            .addSubcommand(new SnapshotDiffCommand(streams));
    CommandLine profile = new CommandLine(new GroupCommands.Profile());
    for (Profile each : Profile.values()) {
      profile.addSubcommand(each.label(), new ProfileCommand(streams, each));
    }
    return new CommandLine(new HoldfastCommand())
        .addSubcommand(new RunCommand(streams))
        .addSubcommand(new GenerateCommand(streams))
        .addSubcommand(new StatusCommand(streams))
        .addSubcommand(wal)
        .addSubcommand(snapshot)
        .addSubcommand(profile)
        .addSubcommand(new ThreadsCommand(streams))
        .addSubcommand(new TortureCommand(streams))
        .setOut(new PrintWriter(streams.out(), true, UTF_8))
        .setErr(new PrintWriter(streams.err(), true, UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((e, args) -> refuse(e))
        .setExecutionExceptionHandler((e, command, parsed) -> fail(streams, e));
  }

  private static int refuse(ParameterException e) {
    CommandLine command = e.getCommandLine();
    command.getErr().println(e.getMessage());
    command.getErr().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCodes.USAGE;
  }

  private static int fail(Streams streams, Throwable e) {
    if (Failures.isBrokenPipe(e)) {
      return ExitCodes.DONE;
    }
    Failures.Failure failure = Failures.of(e);
    streams.err().println(failure.message());
    if (System.getenv(DEBUG) != null) {
      e.printStackTrace(streams.err());
    }
    return failure.exitCode();
  }

  /** Without a command there is nothing to do but to say so. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Which command? " + String.join(", ", spec.subcommands().keySet()));
  }

  /** The version, from the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable String version = HoldfastCommand.class.getPackage().getImplementationVersion();
      return new String[] {"holdfast " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
