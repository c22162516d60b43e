package dev.holdfast.bench.engine;

import dev.holdfast.bench.MadePart;
import dev.holdfast.bench.engine.CycleScenario.Cycles;
import dev.holdfast.bench.engine.CycleScenario.Subject;
import dev.holdfast.bench.engine.CycleScenario.Turn;
import dev.holdfast.bench.engine.StateScenario.Latency;
import dev.holdfast.bench.engine.StateScenario.Recovered;
import dev.holdfast.bench.engine.StateScenario.States;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Makes the tables of {@code engine/README.md} from the raw results, between two markers: {@code
 * EngineReport RESULTS README}.
 */
public final class EngineReport {

  private final Cycles cycles;
  private final States states;
  private final StringBuilder text = new StringBuilder();

  private EngineReport(Path results) throws IOException {
    cycles = Json.read(results.resolve("engine-cycles.json"), Cycles.class);
    states = Json.read(results.resolve("engine-states.json"), States.class);
  }

  public static void main(String[] args) throws IOException {
    MadePart.write(
        Path.of(args[1]), "bench/run engine", new EngineReport(Path.of(args[0])).tables());
  }

  private String tables() {
    Machine machine = cycles.machine();
    long rounds = cycles.turns().stream().mapToInt(Turn::round).distinct().count();
    line(
        String.format(
            Locale.ROOT,
            "%s, %d processors, %s, %s, JDK %s, %s. Medians of %d rounds; the raw results, with every"
                + " round and the commands, are `bench/results/engine-*`.",
            machine.processor(),
            machine.processors(),
            machine.system(),
            machine.fileSystem(),
            machine.java(),
            machine.date().substring(0, 10),
            rounds));
    line("");
    line(
        String.format(
            Locale.ROOT,
            "Durable full cycles a second (put a job of %d B in, take one out, end it, each step"
                + " acknowledged on disk):",
            cycles.payloadBytes()));
    line("");
    table(Turn::perSecond, "%,.0f");
    line("");
    line("How long one cycle takes, p50 / p99 in milliseconds:");
    line("");
    latencies();
    line("");
    snapshots();
    line("");
    recoveries();
    return text.toString();
  }

  private int[] callers() {
    return cycles.turns().stream().mapToInt(Turn::callers).distinct().sorted().toArray();
  }

  private List<Subject> subjects() {
    return Arrays.stream(Subject.values())
        .filter(subject -> cycles.turns().stream().anyMatch(turn -> turn.subject() == subject))
        .toList();
  }

  private void header() {
    StringBuilder head = new StringBuilder("| callers |");
    StringBuilder rule = new StringBuilder("|---:|");
    for (Subject subject : subjects()) {
      head.append(' ').append(subject.title).append(" |");
      rule.append("---:|");
    }
    text.append(head).append('\n').append(rule).append('\n');
  }

  private void table(ToDoubleFunction<Turn> value, String format) {
    header();
    for (int callers : callers()) {
      text.append("| ").append(callers).append(" |");
      for (Subject subject : subjects()) {
        text.append(' ')
            .append(String.format(Locale.ROOT, format, median(subject, callers, value)))
            .append(" |");
      }
      text.append('\n');
    }
  }

  private void latencies() {
    header();
    for (int callers : callers()) {
      text.append("| ").append(callers).append(" |");
      for (Subject subject : subjects()) {
        text.append(
            String.format(
                Locale.ROOT,
                " %.1f / %.1f |",
                median(subject, callers, Turn::p50Micros) / 1e3,
                median(subject, callers, Turn::p99Micros) / 1e3));
      }
      text.append('\n');
    }
  }

  private double median(Subject subject, int callers, ToDoubleFunction<Turn> value) {
    double[] sorted =
        cycles.turns().stream()
            .filter(turn -> turn.subject() == subject && turn.callers() == callers)
            .mapToDouble(value)
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }

  private void snapshots() {
    line(
        String.format(
            Locale.ROOT,
            "One durable enqueue after the other with %,d jobs in the queue, milliseconds"
                + " (%d snapshots were written meanwhile in the second row):",
            states.jobs(),
            states.snapshots()));
    line("");
    line("| | p50 | p99 | p99.9 | max |");
    line("|---|---:|---:|---:|---:|");
    latency("no snapshot", states.withoutSnapshot());
    latency("during snapshots", states.duringSnapshots());
  }

  private void latency(String name, Latency latency) {
    line(
        String.format(
            Locale.ROOT,
            "| %s | %.2f | %.2f | %.2f | %.1f |",
            name,
            latency.p50(),
            latency.p99(),
            latency.p999(),
            latency.max()));
  }

  private void recoveries() {
    line(
        "Recovery of a snapshot and the log behind it, in seconds: reading the snapshot and building"
            + " the state of it, opening and checking the log, replaying it. The median of %d, in"
                .formatted(rounds())
            + " one JVM; *first*: of the format's first round:");
    line("");
    line(
        "| log | jobs in the snapshot | records replayed | snapshot | log | replay | in all | first |");
    line("|---|---:|---:|---:|---:|---:|---:|---:|");
    for (String format : states.recoveries().stream().map(Recovered::format).distinct().toList()) {
      List<Recovered> all =
          states.recoveries().stream()
              .filter(each -> each.format().equals(format))
              .sorted(Comparator.comparingLong(Recovered::millis))
              .toList();
      Recovered median = all.get(all.size() / 2);
      Recovered first = all.stream().filter(each -> each.round() == 0).findFirst().orElseThrow();
      line(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,d | %.2f | %.2f | %.2f | %.2f | %.2f |",
              format,
              median.snapshotJobs(),
              median.recordsReplayed(),
              median.snapshotMillis() / 1e3,
              median.logMillis() / 1e3,
              median.replayMillis() / 1e3,
              median.millis() / 1e3,
              first.millis() / 1e3));
    }
  }

  private int rounds() {
    return 1 + states.recoveries().stream().mapToInt(Recovered::round).max().orElseThrow();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
