package dev.holdfast.server.cli;

import dev.holdfast.server.wiring.DataDirectories;
import dev.holdfast.snapshot.SnapshotCatalog;
import dev.holdfast.snapshot.SnapshotInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** {@code holdfast snapshot show}. */
@Command(
    name = "show",
    description = "Shows what the newest sound snapshot holds.",
    mixinStandardHelpOptions = true,
    versionProvider = HoldfastCommand.Version.class)
final class SnapshotShowCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private DataOptions data;

  @Option(names = "--json", description = "Writes out the snapshot itself, for jq and the like.")
  private boolean json;

  SnapshotShowCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    DataDirectories directories = data.directories();
    SnapshotCatalog catalog =
        SnapshotCatalog.of(directories.snapshotDirectory(), directories.snapshotConfig());
    Optional<SnapshotInfo> shown =
        catalog.readNewest(
            json ? (info, in) -> in.transferTo(streams.out()) : this::summarize,
            damaged ->
                streams
                    .err()
                    .println(damaged.file() + " is damaged: " + damaged.problem().orElse("")));
    if (shown.isEmpty()) {
      streams.print("there is no sound snapshot\n");
      return ExitCodes.DEAD_JOBS;
    }
    streams.print(json ? "\n" : "");
    return ExitCodes.DONE;
  }

  private void summarize(SnapshotInfo info, InputStream in) throws IOException {
    Table table =
        new Table()
            .row("file", info.file())
            .row("size", Table.bytes(info.bytes()))
            .row("schema version", info.schemaVersion())
            .row("up to record", info.lastSeq());
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() == JsonToken.START_ARRAY) {
          table.row(name, elements(parser));
        } else {
          parser.skipChildren();
        }
      }
    }
    streams.print(table.toString());
  }

  private static long elements(JsonParser array) {
    long elements = 0;
    while (array.nextToken() != JsonToken.END_ARRAY) {
      array.skipChildren();
      elements++;
    }
    return elements;
  }
}
