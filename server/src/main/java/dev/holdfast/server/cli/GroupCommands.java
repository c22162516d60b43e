package dev.holdfast.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands that only lead to others. */
final class GroupCommands {
  private GroupCommands() {}

  abstract static class Group implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public void run() {
      throw new ParameterException(
          spec.commandLine(), "Which command? " + String.join(", ", spec.subcommands().keySet()));
    }
  }

  @Command(
      name = "wal",
      description = "Looks into the log.",
      synopsisSubcommandLabel = "COMMAND",
      mixinStandardHelpOptions = true,
      versionProvider = HoldfastCommand.Version.class)
  static final class Wal extends Group {}

  @Command(
      name = "snapshot",
      description = "Looks into the snapshots.",
      synopsisSubcommandLabel = "COMMAND",
      mixinStandardHelpOptions = true,
      versionProvider = HoldfastCommand.Version.class)
  static final class Snapshot extends Group {}

  @Command(
      name = "profile",
      description = "Shows where the time, the memory and the waiting of a running process go.",
      synopsisSubcommandLabel = "COMMAND",
      mixinStandardHelpOptions = true,
      versionProvider = HoldfastCommand.Version.class)
  static final class Profile extends Group {}
}
