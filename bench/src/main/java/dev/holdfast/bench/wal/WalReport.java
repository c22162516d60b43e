package dev.holdfast.bench.wal;

import dev.holdfast.bench.MadePart;
import dev.holdfast.bench.wal.Results.Appends;
import dev.holdfast.bench.wal.Results.Opening;
import dev.holdfast.bench.wal.Results.Recoveries;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Makes the tables of {@code wal/README.md} from the raw results, between two markers: {@code
 * WalReport RESULTS README}. Also prints which of the goals these results meet.
 */
public final class WalReport {

  private final Appends synced;
  private final Appends slow;
  private final Appends unsynced;
  private final Recoveries recoveries;
  private final JsonNode allocation;
  private final StringBuilder text = new StringBuilder();

  private WalReport(Path results) throws IOException {
    synced = Results.read(results.resolve("wal-synced.json"), Appends.class);
    slow = Results.read(results.resolve("wal-slow.json"), Appends.class);
    unsynced = Results.read(results.resolve("wal-unsynced.json"), Appends.class);
    recoveries = Results.read(results.resolve("wal-recovery.json"), Recoveries.class);
    allocation = Results.read(results.resolve("wal-allocation.json"), JsonNode.class);
  }

  public static void main(String[] args) throws IOException {
    Path readme = Path.of(args[1]);
    WalReport report = new WalReport(Path.of(args[0]));
    MadePart.write(readme, "bench/run wal", report.tables());
    System.out.print(
        new WalGoals(report.synced, report.slow, report.recoveries, report.allocation).verdicts());
  }

  private String tables() {
    provenance();
    appends();
    latencies();
    disk();
    slowDisk();
    unsynced();
    allocation();
    recovery();
    return text.toString();
  }

  private void provenance() {
    Results.Machine machine = synced.machine();
    line(
        machine.processor()
            + ", "
            + machine.processors()
            + " processors, "
            + machine.system()
            + ", "
            + machine.fileSystem()
            + ", JDK "
            + machine.java()
            + ", "
            + machine.date().substring(0, 10)
            + ". Medians of "
            + synced.slices().stream().mapToInt(Slice::round).distinct().count()
            + " rounds; the raw results, with every round and the commands, are"
            + " `bench/results/wal-*`.");
  }

  private void appends() {
    paragraph(
        "Acknowledged = on disk: appends a second, "
            + synced.recordBytes()
            + " B, each waited for.");
    throughput(synced);
  }

  private void throughput(Appends appends) {
    header(appends);
    for (int appenders : points(appends)) {
      row(
          appenders,
          subjects(appends).stream()
              .map(subject -> count(median(appends, subject, appenders, Slice::perSecond))));
    }
  }

  private void latencies() {
    paragraph("How long such an append takes: p50 / p99, microseconds.");
    header(synced);
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
    paragraph(
        "Beside the bare disk, which writes and syncs the same batches in the same order, turn by"
            + " turn. *of its syncs*: acknowledged/s / (mean batch x its fdatasync/s), where"
            + " it writes into space that was written before, and where its file becomes longer"
            + " too. *of its bandwidth*: bytes/s / those of large writes and one fdatasync. *p50*: of an append"
            + " / of its fdatasync.");
    disk(synced, List.of(Subject.BINARY, Subject.JSON));
  }

  private void slowDisk() {
    paragraph(
        "The same beside a slower disk, on which a sync takes a millisecond at least: the log and"
            + " the bare disk both wait until it is over.");
    disk(slow, subjects(slow));
  }

  private void disk(Appends appends, List<Subject> subjects) {
    header(
        "appenders",
        "log",
        "a second",
        "records a batch",
        "disk's fdatasync/s",
        "of its syncs",
        "of those of a growing file",
        "of its bandwidth",
        "p50",
        "bytes in the file / payload",
        "on the device / payload");
    for (int appenders : points(appends)) {
      for (Subject subject : subjects) {
        ToDoubleFunction<ToDoubleFunction<Slice>> of =
            value -> median(appends, subject, appenders, value);
        row(
            appenders,
            subject.title(),
            count(of.applyAsDouble(Slice::perSecond)),
            number("0.0", of.applyAsDouble(Ratios::batchRecords)),
            count(of.applyAsDouble(Ratios::diskSyncsPerSecond)),
            number("0.00", of.applyAsDouble(Ratios::sync)),
            number("0.00", of.applyAsDouble(Ratios::growingSync)),
            number("0.000", of.applyAsDouble(Ratios::bandwidth)),
            number("0.00", of.applyAsDouble(Ratios::latency)),
            number("0.00", of.applyAsDouble(Ratios::fileBytes)),
            number("0.0", of.applyAsDouble(Ratios::deviceBytes)));
      }
    }
  }

  private void unsynced() {
    paragraph(
        "Acknowledged = the operating system has it (`OS_ONLY`): appends a second. Chronicle Queue"
            + " writes into mapped memory, without checksums, and needs eleven `--add-exports` and"
            + " `--add-opens` flags on this JDK.");
    throughput(unsynced);
  }

  private void allocation() {
    paragraph("Allocated for one record, by all threads together.");
    header("call", "format", "bytes");
    for (JsonNode run : allocation) {
      String name = run.get("benchmark").asString();
      row(
          "`" + name.substring(name.lastIndexOf('.') + 1) + "`",
          run.get("params").get("format").asString().toLowerCase(Locale.ROOT),
          number("0.0", WalGoals.bytesPerRecord(run)));
    }
  }

  private void recovery() {
    paragraph(
        "Opening a log of "
            + recoveries.recordBytes()
            + " B records and reading all of them, warm cache, heap of "
            + recoveries.machine().heapMiBMax()
            + " MiB: milliseconds. *first*: the first time round, mostly uncompiled.");
    header("format", "records", "open", "read", "both", "first");
    for (String format : distinct(Opening::format)) {
      for (int records : distinct(Opening::records)) {
        List<Opening> runs = WalGoals.openings(recoveries, format, records);
        row(
            format,
            count(records),
            count(Ratios.median(runs, Opening::openMillis)),
            count(Ratios.median(runs, Opening::replayMillis)),
            count(Ratios.median(runs, Opening::millis)),
            count(runs.getFirst().millis()));
      }
    }
  }

  private <T> Iterable<T> distinct(Function<Opening, T> value) {
    return new TreeSet<>(recoveries.openings().stream().map(value).toList());
  }

  private void header(Appends appends) {
    header(
        Stream.concat(Stream.of("appenders"), subjects(appends).stream().map(Subject::title))
            .toArray(String[]::new));
  }

  private void header(String... titles) {
    line("");
    row((Object[]) titles);
    line("|" + "---|".repeat(titles.length));
  }

  private void row(int appenders, Stream<String> cells) {
    row(Stream.concat(Stream.of(appenders), cells).toArray());
  }

  private void row(Object... cells) {
    line("| " + String.join(" | ", Stream.of(cells).map(String::valueOf).toList()) + " |");
  }

  private void paragraph(String sentences) {
    line("");
    line(sentences);
  }

  private void line(String content) {
    text.append(content).append('\n');
  }

  private static String count(double value) {
    return number("#,##0", value);
  }

  private static String number(String pattern, double value) {
    return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
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
