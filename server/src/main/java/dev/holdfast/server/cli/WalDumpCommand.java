package dev.holdfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.server.wiring.DataDirectories;
import dev.holdfast.wal.WalReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** {@code holdfast wal dump}. */
@Command(
    name = "dump",
    description = "Writes the records of the log as JSON lines, for jq and the like.",
    mixinStandardHelpOptions = true,
    versionProvider = HoldfastCommand.Version.class)
final class WalDumpCommand implements Callable<Integer> {
  private static final JsonFactory JSON = new JsonFactory();

  private final Streams streams;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private DataOptions data;

  @Option(names = "--from", paramLabel = "SEQ", description = "Begins at this record.")
  private long from = 1;

  @Option(names = "--to", paramLabel = "SEQ", description = "Ends with this record.")
  private long to = Long.MAX_VALUE;

  @Option(names = "--type", paramLabel = "TYPE", description = "Only ENQUEUE, DISPATCH, ACK, ...")
  private @Nullable String type;

  @Option(names = "--job", paramLabel = "ID", description = "Only records of this job.")
  private @Nullable String job;

  WalDumpCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    DataDirectories directories = data.directories();
    long first = directories.logFiles().firstSeq();
    try (WalReader log =
        WalReader.open(directories.walDirectory(), directories.walName(), Math.max(from, first))) {
      while (log.next() && log.seq() <= to) {
        byte[] record = bytesOf(log.record());
        if (isWanted(record)) {
          write(log.seq(), record);
        }
      }
    }
    streams.out().flush();
    return ExitCodes.DONE;
  }

  private static byte[] bytesOf(ByteBuffer record) {
    byte[] bytes = new byte[record.remaining()];
    record.duplicate().get(bytes);
    return bytes;
  }

  private boolean isWanted(byte[] record) {
    if (type == null && job == null) {
      return true;
    }
    @Nullable String foundType = null;
    @Nullable String foundJob = null;
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), record)) {
      json.nextToken();
      while ((foundType == null || foundJob == null)
          && json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "type" -> foundType = json.getString();
          case "job_id" -> foundJob = json.getString();
          default -> json.skipChildren();
        }
      }
    }
    return (type == null || type.toUpperCase(Locale.ROOT).equals(foundType))
        && (job == null || job.equals(foundJob));
  }

  /** Gives the record back the number that the log keeps with it. */
  private void write(long seq, byte[] record) throws IOException {
    OutputStream out = streams.out();
    out.write(("{\"seq\":" + seq + ",").getBytes(UTF_8));
    out.write(record, 1, record.length - 1);
    out.write('\n');
  }
}
