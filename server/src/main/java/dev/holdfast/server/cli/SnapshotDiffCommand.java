package dev.holdfast.server.cli;

import static dev.holdfast.server.cli.Table.count;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.server.config.ConfigFile;
import dev.holdfast.server.config.ServerConfig;
import dev.holdfast.server.wiring.DataDirectories;
import dev.holdfast.snapshot.SnapshotCatalog;
import dev.holdfast.snapshot.SnapshotInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast snapshot diff}. */
@Command(
    name = "diff",
    description = {
      "Shows which jobs differ between two snapshots of a data directory.",
      "+ is only in B, - only in A, ~ in both, but changed. Exits with 0 if there is no difference,"
          + " and with 1 if there is."
    },
    mixinStandardHelpOptions = true,
    versionProvider = HoldfastCommand.Version.class)
final class SnapshotDiffCommand implements Callable<Integer> {
  private final Streams streams;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings; those of log and snapshot count here.")
  private @Nullable Path configFile;

  @Parameters(
      index = "0",
      paramLabel = "A",
      description = "A snapshot's file name, or the last record that it covers.")
  @SuppressWarnings("NullAway.Init") // it is required
  private String a;

  @Parameters(index = "1", paramLabel = "B", description = "The other snapshot.")
  @SuppressWarnings("NullAway.Init") // it is required
  private String b;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "DIR",
      description = "The data directory, ./data if nothing else is said.")
  private @Nullable Path directory;

  SnapshotDiffCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    DataDirectories directories = new DataDirectories(config());
    SnapshotCatalog catalog =
        SnapshotCatalog.of(directories.snapshotDirectory(), directories.snapshotConfig());
    String fileA = find(a, catalog.list());
    String fileB = find(b, catalog.list());
    SnapshotDiff diff = new SnapshotDiff(this::print);
    SnapshotInfo infoA = catalog.read(fileA, (info, in) -> diff.readA(in));
    try {
      SnapshotInfo infoB = catalog.read(fileB, (info, in) -> diff.readB(in));
      diff.finish();
      streams.print(
          "records %s to %s: %s\n"
              .formatted(count(infoA.lastSeq()), count(infoB.lastSeq()), diff.summary()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return diff.isEmpty() ? ExitCodes.DONE : ExitCodes.DEAD_JOBS;
  }

  private ServerConfig config() {
    ServerConfig.Builder config =
        configFile == null ? new ServerConfig.Builder() : ConfigFile.read(configFile);
    if (directory != null) {
      config.dataDirectory(directory);
    }
    return config.build();
  }

  private String find(String wanted, List<SnapshotInfo> snapshots) {
    return snapshots.stream()
        .filter(info -> info.file().equals(wanted) || wanted.equals("" + info.lastSeq()))
        .map(SnapshotInfo::file)
        .findFirst()
        .orElseThrow(() -> noSuch(wanted, snapshots));
  }

  private ParameterException noSuch(String wanted, List<SnapshotInfo> snapshots) {
    String there =
        snapshots.isEmpty()
            ? "there are none"
            : snapshots.stream()
                .map(info -> info.file() + " (up to record " + info.lastSeq() + ")")
                .collect(Collectors.joining(", ", "there are ", ""));
    return new ParameterException(
        spec.commandLine(), "there is no snapshot %s: %s".formatted(wanted, there));
  }

  /** A failure of the output must not look like one of the snapshot that is being read. */
  private void print(String line) {
    try {
      streams.out().write((line + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
