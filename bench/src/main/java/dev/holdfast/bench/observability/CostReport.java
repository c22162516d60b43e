package dev.holdfast.bench.observability;

import dev.holdfast.bench.MadePart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Writes the tables of what telemetry costs into a Markdown file, between its two marks. */
public final class CostReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CostReport() {}

  /** Arguments: the folder of the results, the file to write into. */
  public static void main(String[] args) throws IOException {
    Path results = Path.of(args[0]);
    String tables =
        jmh("one event", "road", results.resolve("observability-events.json"))
            + "\n"
            + jmh("one job, no queue", "variant", results.resolve("observability-jobs.json"))
            + "\n"
            + queue(results);
    MadePart.write(Path.of(args[1]), "bench/run observability", tables);
  }

  private static String jmh(String what, String parameter, Path results) {
    StringBuilder table =
        new StringBuilder("| " + what + " | ns | error (99.9 %) | B |\n|---|---|---|---|\n");
    for (JsonNode run : JSON.readTree(results.toFile())) {
      JsonNode time = run.get("primaryMetric");
      double bytes = run.get("secondaryMetrics").get("gc.alloc.rate.norm").get("score").asDouble();
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %.2f | %.2f | %.0f |\n",
              run.get("params").get(parameter).asString(),
              time.get("score").asDouble(),
              time.get("scoreError").asDouble(),
              bytes));
    }
    return table.toString();
  }

  private static String queue(Path results) {
    StringBuilder table =
        new StringBuilder(
            "| queue with | jobs/s without | with | throughput lost | µs of processor a job without"
                + " | with | more | B of heap a job more |\n|---|---|---|---|---|---|---|---|\n");
    for (String name : List.of("metrics", "tracing", "both")) {
      List<Four> fours = fours(results.resolve("observability-durable-" + name + ".json"));
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %,.0f | %s | %.1f | %.1f | %s | %,.0f |\n",
              name,
              median(fours, four -> four.off.jobsPerSecond()),
              median(fours, four -> four.with.jobsPerSecond()),
              costs(fours, four -> 1 - four.with.jobsPerSecond() / four.off.jobsPerSecond()),
              median(fours, four -> four.off.cpuMicros()),
              median(fours, four -> four.with.cpuMicros()),
              costs(fours, four -> four.with.cpuMicros() / four.off.cpuMicros() - 1),
              median(fours, four -> four.with.bytes() - four.off.bytes())));
    }
    return table.toString();
  }

  /** Two turns of each queue, in the order without, with, with, without: the mean of each two. */
  private record Four(DurableCost.Turn off, DurableCost.Turn with) {}

  private static List<Four> fours(Path file) {
    List<DurableCost.Turn> turns = JSON.readValue(file.toFile(), new TypeReference<>() {});
    List<Four> fours = new ArrayList<>();
    for (int i = 0; i + 3 < turns.size(); i += 4) {
      fours.add(
          new Four(mean(turns.get(i), turns.get(i + 3)), mean(turns.get(i + 1), turns.get(i + 2))));
    }
    return fours;
  }

  private static DurableCost.Turn mean(DurableCost.Turn one, DurableCost.Turn two) {
    if (!one.variant().equals(two.variant())) {
      throw new IllegalArgumentException("the turns are out of order");
    }
    return new DurableCost.Turn(
        one.variant(),
        (one.jobsPerSecond() + two.jobsPerSecond()) / 2,
        (one.cpuMicros() + two.cpuMicros()) / 2,
        (one.bytes() + two.bytes()) / 2);
  }

  private static double median(List<Four> fours, ToDoubleFunction<Four> of) {
    return sorted(fours, of)[fours.size() / 2];
  }

  /**
   * The median with the interval that holds the true one in 95 of 100 cases, whatever the
   * distribution: the values as far from the middle as heads may be in so many throws of a coin.
   */
  private static String costs(List<Four> fours, ToDoubleFunction<Four> of) {
    double[] sorted = sorted(fours, of);
    int low = (int) Math.max(0, Math.floor((sorted.length - 1.96 * Math.sqrt(sorted.length)) / 2));
    return String.format(
        Locale.ROOT,
        "%.1f %% (%.1f to %.1f)",
        100 * sorted[sorted.length / 2],
        100 * sorted[low],
        100 * sorted[sorted.length - 1 - low]);
  }

  private static double[] sorted(List<Four> fours, ToDoubleFunction<Four> of) {
    return fours.stream().mapToDouble(of).sorted().toArray();
  }
}
