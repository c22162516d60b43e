package dev.holdfast.server.cli;

import dev.holdfast.server.config.ConfigFile;
import dev.holdfast.server.config.ServerConfig;
import dev.holdfast.server.wiring.JobRun;
import dev.holdfast.server.wiring.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast run}. */
@Command(
    name = "run",
    description = {
      "Runs job files to their end.",
      "Each job is in the log before it runs. Killed in the middle and run again, it goes on where it"
          + " was, and repeats nothing that was completed."
    },
    mixinStandardHelpOptions = true,
    versionProvider = HoldfastCommand.Version.class)
final class RunCommand implements Callable<Integer> {
  private static final int WORKERS_MAX = 10_000;

  private final Streams streams;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSON arrays of jobs.")
  @SuppressWarnings("NullAway.Init") // it is required
  private List<Path> files;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings; the options here come before them.")
  private @Nullable Path configFile;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keeps log and snapshots in this directory (./data).")
  private @Nullable Path data;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many jobs run at the same time (8).")
  private @Nullable Integer workers;

  @Option(
      names = "--files-root",
      paramLabel = "DIR",
      description = "Where write_file may write (the log's directory).")
  private @Nullable Path filesRoot;

  @Option(names = "--allow-network", description = "Lets http_get use the network.")
  private boolean allowNetwork;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Serves /metrics, /status and /health there while it runs (9090); 0 for none.")
  private @Nullable Integer metricsPort;

  @Option(names = "--no-metrics", description = "Opens no port.")
  private boolean noMetrics;

  RunCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    ServerConfig config = config();
    try (Interruption interruption = Interruption.listen()) {
      RunResult result = execute(config, interruption);
      streams.print(Summary.of(result));
      if (result.stopped()) {
        streams.err().println("Stopped before the end. Run the same command again to go on.");
        return ExitCodes.INTERRUPTED;
      }
      return result.dead() == 0 ? ExitCodes.DONE : ExitCodes.DEAD_JOBS;
    }
  }

  private RunResult execute(ServerConfig config, Interruption interruption) throws IOException {
    try (ConsoleDisplay display = ConsoleDisplay.of(streams, config.telemetry().jsonLogs())) {
      return new JobRun(config, files, display, interruption.requested()).execute();
    }
  }

  private ServerConfig config() {
    ServerConfig.Builder config =
        configFile == null ? new ServerConfig.Builder() : ConfigFile.read(configFile);
    if (data != null) {
      config.dataDirectory(data);
    }
    if (workers != null) {
      config.workerCount(inRange("--workers", workers, 1, WORKERS_MAX));
    }
    if (filesRoot != null) {
      config.filesRoot(filesRoot);
    }
    if (allowNetwork) {
      config.allowNetwork(true);
    }
    if (metricsPort != null) {
      config.metricsPort(inRange("--metrics-port", metricsPort, 0, 65_535));
    }
    if (noMetrics) {
      config.metricsPort(0);
    }
    return config.build();
  }

  private int inRange(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new ParameterException(
          spec.commandLine(), "%s must be %d to %d, not %d".formatted(option, min, max, value));
    }
    return value;
  }
}
