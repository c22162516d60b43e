package dev.holdfast.server.cli;

import dev.holdfast.server.wiring.DataDirectories;
import dev.holdfast.server.wiring.LogFiles;
import dev.holdfast.wal.CorruptLogException;
import dev.holdfast.wal.WalReader;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast wal verify}. */
@Command(
    name = "verify",
    description = "Reads the log from end to end and checks every record.",
    mixinStandardHelpOptions = true,
    versionProvider = HoldfastCommand.Version.class)
final class WalVerifyCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private DataOptions data;

  WalVerifyCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    DataDirectories directories = data.directories();
    long first = directories.logFiles().firstSeq();
    long last = first - 1;
    try (WalReader log = WalReader.open(directories.walDirectory(), directories.walName(), first)) {
      while (log.next()) {
        last = log.seq();
      }
    } catch (CorruptLogException e) {
      streams.print("damaged after record " + Table.count(last) + ": " + e.getMessage() + "\n");
      return ExitCodes.DEAD_JOBS;
    }
    LogFiles files = directories.logFiles();
    streams.print(
        last < first
            ? "the log holds no records\n"
            : "records %s to %s are sound (%d segments, %s)%n"
                .formatted(
                    Table.count(first),
                    Table.count(last),
                    files.segments(),
                    Table.bytes(files.bytes())));
    return ExitCodes.DONE;
  }
}
