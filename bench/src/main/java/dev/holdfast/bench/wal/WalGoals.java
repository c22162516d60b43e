package dev.holdfast.bench.wal;

import dev.holdfast.bench.wal.Results.Appends;
import dev.holdfast.bench.wal.Results.Opening;
import dev.holdfast.bench.wal.Results.Recoveries;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** What the log set out to reach, held against results. */
final class WalGoals {
  private final Appends appends;
  private final Appends slow;
  private final Recoveries recoveries;
  private final JsonNode allocation;
  private final StringBuilder text = new StringBuilder();

  WalGoals(Appends appends, Appends slow, Recoveries recoveries, JsonNode allocation) {
    this.appends = appends;
    this.slow = slow;
    this.recoveries = recoveries;
    this.allocation = allocation;
  }

  /** One line a goal, "met" or "MISSED" first. */
  String verdicts() {
    for (int appenders : new TreeSet<>(appends.slices().stream().map(Slice::appenders).toList())) {
      for (Subject subject : List.of(Subject.BINARY, Subject.JSON)) {
        peers(subject, appenders);
        disk("", subject, appends.of(subject, appenders));
      }
    }
    for (Subject subject : Subject.all(Subject.Promise.ON_SLOW_DISK)) {
      for (int appenders : new TreeSet<>(slow.slices().stream().map(Slice::appenders).toList())) {
        disk("slow disk, ", subject, slow.of(subject, appenders));
      }
    }
    allocation();
    recovery("binary", 1000);
    recovery("json_lines", 2000);
    return text.toString();
  }

  private void peers(Subject subject, int appenders) {
    List<Slice> ours = appends.of(subject, appenders);
    String who = subject.title() + ", " + appenders + " appenders: ";
    for (Subject peer : Subject.peersOnDisk()) {
      double ahead = ahead(ours, appends.of(peer, appenders));
      verdict(ahead > 1, who + number(ahead) + " x " + peer.title() + " (more than 1)");
    }
  }

  private void disk(String where, Subject subject, List<Slice> ours) {
    int appenders = ours.getFirst().appenders();
    String who = where + subject.title() + ", " + appenders + " appenders: ";
    double sync = Ratios.median(ours, Ratios::sync);
    verdict(sync >= 0.9, who + number(sync) + " of the disk's syncs (0.9 or more)");
    double latency = Ratios.median(ours, Ratios::latency);
    double latencyMax = appenders == 1 ? 1.2 : 2;
    verdict(
        latency <= latencyMax,
        who + "p50 " + number(latency) + " x an fdatasync (" + latencyMax + " or less)");
    double busy = Ratios.median(ours, s -> s.disk().orElseThrow().logSeconds() / s.seconds());
    text.append("        (the log's thread was at the disk for ")
        .append(number(busy))
        .append(" of the time)\n");
  }

  /** How many times as much as the peer, round by round, as the disk changes its pace. */
  private static double ahead(List<Slice> ours, List<Slice> peers) {
    return Ratios.median(
        IntStream.range(0, ours.size()).boxed().toList(),
        round -> ours.get(round).perSecond() / peers.get(round).perSecond());
  }

  private void allocation() {
    for (JsonNode run : allocation) {
      if (run.get("benchmark").asString().endsWith(".claim")) {
        double bytes = bytesPerRecord(run);
        String format = run.get("params").get("format").asString();
        verdict(bytes < 0.5, "claim, " + format + ": " + number(bytes) + " B a record (0)");
      }
    }
  }

  private void recovery(String format, double millisMax) {
    double most = Ratios.median(openings(recoveries, format, 1_000_000), Opening::millis);
    double least = Ratios.median(openings(recoveries, format, 250_000), Opening::millis);
    verdict(
        most < millisMax,
        "recovery, " + format + ": " + number(most) + " ms (below " + millisMax + ")");
    double growth = most / least;
    verdict(
        growth < 5,
        "recovery, " + format + ": four times the log takes " + number(growth) + " times as long");
  }

  private void verdict(boolean met, String goal) {
    text.append(met ? "met     " : "MISSED  ").append(goal).append('\n');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Of one JMH result. */
  static double bytesPerRecord(JsonNode run) {
    return run.get("secondaryMetrics").get("gc.alloc.rate.norm").get("score").asDouble();
  }

  static List<Opening> openings(Recoveries recoveries, String format, int records) {
    return recoveries.openings().stream()
        .filter(run -> run.format().equals(format) && run.records() == records)
        .toList();
  }
}
