package dev.holdfast.server.cli;

import static dev.holdfast.server.cli.Table.bytes;
import static dev.holdfast.server.cli.Table.count;

import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.EngineView;
import dev.holdfast.server.config.Durations;
import dev.holdfast.server.config.ServerConfig;
import dev.holdfast.server.wiring.DataDirectories;
import dev.holdfast.server.wiring.LogFiles;
import dev.holdfast.server.wiring.StatsJson;
import dev.holdfast.snapshot.SnapshotCatalog;
import dev.holdfast.snapshot.SnapshotInfo;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code holdfast status}. */
@Command(
    name = "status",
    description = "Shows what a data directory holds, beside a run that is working on it too.",
    mixinStandardHelpOptions = true,
    versionProvider = HoldfastCommand.Version.class)
final class StatusCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private DataOptions data;

  @Option(names = "--json", description = "As a JSON object.")
  private boolean json;

  StatusCommand(Streams streams) {
    this.streams = streams;
  }

  /** All that is shown. */
  private record Status(
      ServerConfig config,
      QueueStats stats,
      Instant lastEvent,
      LogFiles log,
      List<SnapshotInfo> snapshots) {}

  @Override
  public Integer call() throws IOException {
    ServerConfig config = data.config();
    DataDirectories directories = new DataDirectories(config);
    EngineView view = directories.view();
    Status status =
        new Status(
            config,
            view.stats(),
            Instant.ofEpochMilli(view.image().clockMillis()),
            directories.logFiles(),
            SnapshotCatalog.of(directories.snapshotDirectory(), directories.snapshotConfig())
                .list());
    streams.print(json ? asJson(status) : asText(status));
    return ExitCodes.DONE;
  }

  private static String asText(Status status) {
    QueueStats stats = status.stats;
    String age = stats.lastSeq() == 0 ? "" : ", " + age(status.lastEvent) + " ago";
    Table table =
        new Table()
            .row("data directory", status.config.walDirectory().toString())
            .row("jobs", stats.total())
            .row("  pending", stats.pending())
            .row("  scheduled", stats.scheduled())
            .row("  blocked", stats.blocked())
            .row("  in flight", stats.inFlight())
            .row("  completed", stats.completed())
            .row("  dead", stats.dead())
            .row("  cancelled", stats.cancelled())
            .row("last record", count(stats.lastSeq()) + age)
            .row("log", bytes(status.log.bytes()) + " in " + status.log.segments() + " segments");
    status.snapshots.forEach(snapshot -> table.row("snapshot", describe(snapshot)));
    return table.toString();
  }

  private static String describe(SnapshotInfo snapshot) {
    return "%s, %s, %s"
        .formatted(
            snapshot.file(),
            bytes(snapshot.bytes()),
            snapshot
                .problem()
                .map(problem -> "damaged: " + problem)
                .orElseGet(() -> "up to record " + count(snapshot.lastSeq())));
  }

  private static String age(Instant instant) {
    Duration age = Duration.between(instant, Instant.now());
    return Durations.describe(age.isNegative() ? Duration.ZERO : age);
  }

  private static String asJson(Status status) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("data_directory", status.config.walDirectory().toString());
      StatsJson.write(json, status.stats);
      json.writeStringProperty("last_event", status.lastEvent.toString());
      json.writeNumberProperty("wal_segments", status.log.segments());
      json.writeNumberProperty("wal_bytes", status.log.bytes());
      json.writeName("snapshots");
      json.writeStartArray();
      for (SnapshotInfo snapshot : status.snapshots) {
        SnapshotJson.write(json, snapshot);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text + "\n";
  }
}
