package dev.holdfast.bench.wal;

import dev.holdfast.bench.wal.Results.Appends;
import dev.holdfast.bench.wal.Results.Opening;
import dev.holdfast.bench.wal.Results.Recoveries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Makes the tables of {@code wal/README.md} from the raw results, between two markers: {@code
 * WalReport RESULTS README}. Also prints which of the goals these results meet.
 */
public final class WalReport {
  private static final String BEGIN = "<!-- begin: made by bench/run wal -->";
  private static final String END = "<!-- end: made by bench/run wal -->";

  private final Appends synced;
  private final Appends unsynced;
  private final Recoveries recoveries;
  private final JsonNode allocation;
  private final StringBuilder text = new StringBuilder();

  private WalReport(Path results) throws IOException {
    synced = Results.read(results.resolve("wal-synced.json"), Appends.class);
    unsynced = Results.read(results.resolve("wal-unsynced.json"), Appends.class);
    recoveries = Results.read(results.resolve("wal-recovery.json"), Recoveries.class);
    allocation = Results.read(results.resolve("wal-allocation.json"), JsonNode.class);
  }

  public static void main(String[] args) throws IOException {
    Path readme = Path.of(args[1]);
    WalReport report = new WalReport(Path.of(args[0]));
    String old = Files.readString(readme);
    int begin = old.indexOf(BEGIN);
    int end = old.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          readme + " has no place for the tables: add the lines\n" + BEGIN + "\n" + END);
    }
    String tables = report.tables();
    Files.writeString(
        readme, old.substring(0, begin) + BEGIN + "\n" + tables + "\n" + old.substring(end));
    System.out.print(new WalGoals(report.synced, report.recoveries, report.allocation).verdicts());
  }

  private String tables() {
    provenance();
    appends();
    latencies();
    disk();
    unsynced();
    allocation();
    recovery();
    return text.toString();
  }

  private void provenance() {
    Results.Machine machine = synced.machine();
    line(
        "%s, %d processors, %s, %s, JDK %s, %s. Medians of %d rounds; the raw results, with every"
            + " round and the commands, are `bench/results/wal-*`.",
        machine.processor(),
        machine.processors(),
        machine.system(),
        machine.fileSystem(),
        machine.java(),
        machine.date().substring(0, 10),
        rounds(synced));
  }

  private void appends() {
    line("");
    line("Acknowledged = on disk: appends a second, %d B, each waited for.", synced.recordBytes());
    throughput(synced);
  }

  private void throughput(Appends appends) {
    header("appenders", appends);
    for (int appenders : points(appends)) {
      row(
          appenders,
          subjects(appends).stream()
              .map(subject -> count(median(appends, subject, appenders, Slice::perSecond))));
    }
  }

  private void latencies() {
    line("");
    line("How long such an append takes: p50 / p99, microseconds.");
    header("appenders", synced);
    for (int appenders : points(synced)) {
      row(
          appenders,
          subjects(synced).stream()
              .map(subject ->
                  count(median(synced, subject, appenders, s -> s.ackMicros().p50()))
                      + " / "
                      + count(median(synced, subject, appenders, s -> s.ackMicros().p99()))));
    }
  }

  private void disk() {
    line("");
    line(
        "Beside the bare disk, which writes and syncs the same batches in the same order, turn by"
            + " turn. *of its syncs*: acknowledged/s / (mean batch x its fdatasync/s). *of its"
            + " bandwidth*: bytes/s / those of large writes and one fdatasync. *p50*: of an append"
            + " / of its fdatasync.");
    line("");
    line(
        "| appenders | format | records a batch | disk's fdatasync/s | of its syncs"
            + " | of its bandwidth | p50 | bytes in the file / payload | on the device / payload |");
    line("|---|---|---|---|---|---|---|---|---|");
    for (int appenders : points(synced)) {
      for (Subject subject : List.of(Subject.BINARY, Subject.JSON)) {
        ToDoubleFunction<ToDoubleFunction<Slice>> of =
            value -> median(synced, subject, appenders, value);
        line(
            "| %d | %s | %.1f | %s | %.2f | %.3f | %.2f | %.2f | %.1f |",
            appenders,
            subject.name().toLowerCase(Locale.ROOT),
            of.applyAsDouble(Ratios::batchRecords),
            count(of.applyAsDouble(Ratios::diskSyncsPerSecond)),
            of.applyAsDouble(Ratios::sync),
            of.applyAsDouble(Ratios::bandwidth),
            of.applyAsDouble(Ratios::latency),
            of.applyAsDouble(Ratios::fileBytes),
            of.applyAsDouble(Ratios::deviceBytes));
      }
    }
  }

  private void unsynced() {
    line("");
    line(
        "Acknowledged = the operating system has it (`OS_ONLY`): appends a second. Chronicle Queue"
            + " writes into mapped memory, checks no sums, and needs eleven `--add-exports` and"
            + " `--add-opens` flags on this JDK.");
    throughput(unsynced);
  }

  private void allocation() {
    line("");
    line("Allocated for one record, by all threads together.");
    line("");
    line("| call | format | bytes |");
    line("|---|---|---|");
    for (JsonNode run : allocation) {
      String name = run.get("benchmark").asString();
      line(
          "| `%s` | %s | %.1f |",
          name.substring(name.lastIndexOf('.') + 1),
          run.get("params").get("format").asString().toLowerCase(Locale.ROOT),
          WalGoals.bytesPerRecord(run));
    }
  }

  private void recovery() {
    line("");
    line(
        "Opening a log of %d B records and reading all of them, warm cache, heap of %d MiB:"
            + " milliseconds.",
        recoveries.recordBytes(), recoveries.machine().heapMiBMax());
    line("");
    line("| format | records | open | read | both | both, first time in a JVM's life |");
    line("|---|---|---|---|---|---|");
    for (String format :
        new TreeSet<>(recoveries.openings().stream().map(Opening::format).toList())) {
      for (int records :
          new TreeSet<>(recoveries.openings().stream().map(Opening::records).toList())) {
        List<Opening> runs = WalGoals.openings(recoveries, format, records);
        line(
            "| %s | %s | %s | %s | %s | %s |",
            format,
            count(records),
            count(Ratios.median(runs, Opening::openMillis)),
            count(Ratios.median(runs, Opening::replayMillis)),
            count(Ratios.median(runs, Opening::millis)),
            count(runs.getFirst().millis()));
      }
    }
  }

  private void header(String first, Appends appends) {
    line("");
    List<Subject> subjects = subjects(appends);
    line(
        "| "
            + first
            + " | "
            + String.join(" | ", subjects.stream().map(Subject::title).toList())
            + " |");
    line("|---" + "|---".repeat(subjects.size()) + "|");
  }

  private void row(int appenders, Stream<String> cells) {
    line("| " + appenders + " | " + String.join(" | ", cells.toList()) + " |");
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static long rounds(Appends appends) {
    return appends.slices().stream().mapToInt(Slice::round).distinct().count();
  }

  private static Iterable<Integer> points(Appends appends) {
    return new TreeSet<>(appends.slices().stream().map(Slice::appenders).toList());
  }

  private static List<Subject> subjects(Appends appends) {
    return List.copyOf(new TreeSet<>(appends.slices().stream().map(Slice::subject).toList()));
  }

  private static double median(
      Appends appends, Subject subject, int appenders, ToDoubleFunction<Slice> value) {
    return Ratios.median(appends.of(subject, appenders), value);
  }
}
