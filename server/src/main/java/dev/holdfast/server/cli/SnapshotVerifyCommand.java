package dev.holdfast.server.cli;

import dev.holdfast.server.wiring.DataDirectories;
import dev.holdfast.snapshot.SnapshotCatalog;
import dev.holdfast.snapshot.SnapshotInfo;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast snapshot verify}. */
@Command(
    name = "verify",
    description = "Reads every snapshot from end to end and checks it.",
    mixinStandardHelpOptions = true,
    versionProvider = HoldfastCommand.Version.class)
final class SnapshotVerifyCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private DataOptions data;

  SnapshotVerifyCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    DataDirectories directories = data.directories();
    SnapshotCatalog catalog =
        SnapshotCatalog.of(directories.snapshotDirectory(), directories.snapshotConfig());
    List<SnapshotInfo> snapshots = catalog.list();
    boolean sound = true;
    for (SnapshotInfo listed : snapshots) {
      SnapshotInfo snapshot = catalog.verify(listed.file());
      sound &= snapshot.isValid();
      String verdict =
          snapshot
              .problem()
              .map(problem -> "is damaged: " + problem)
              .orElseGet(() -> "is sound, up to record " + Table.count(snapshot.lastSeq()));
      streams.print(snapshot.file() + " " + verdict + "\n");
    }
    if (snapshots.isEmpty()) {
      streams.print("there are no snapshots\n");
    }
    return sound ? ExitCodes.DONE : ExitCodes.DEAD_JOBS;
  }
}
