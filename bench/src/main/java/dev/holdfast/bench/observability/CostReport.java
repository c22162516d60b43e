package dev.holdfast.bench.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Writes the tables of what telemetry costs into a Markdown file, between its two marks. */
public final class CostReport {
  private static final String BEGIN = "<!-- begin: made by bench/run observability -->\n";
  private static final String END = "<!-- end: made by bench/run observability -->";
  private static final ObjectMapper JSON = new ObjectMapper();

  private CostReport() {}

  /** Arguments: the folder of the results, the file to write into. */
  public static void main(String[] args) throws IOException {
    Path results = Path.of(args[0]);
    Path file = Path.of(args[1]);
    String text = Files.readString(file);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(file + " lacks the marks");
    }
    String tables =
        events(JSON.readTree(results.resolve("observability-events.json").toFile()))
            + "\n"
            + queue(JSON.readTree(results.resolve("observability-durable.json").toFile()));
    Files.writeString(
        file, text.substring(0, begin + BEGIN.length()) + tables + text.substring(end));
  }

  private static String events(JsonNode runs) {
    StringBuilder table =
        new StringBuilder("| one event | ns | error (99.9 %) | B |\n|---|---|---|---|\n");
    for (JsonNode run : runs) {
      JsonNode time = run.get("primaryMetric");
      double bytes = run.get("secondaryMetrics").get("gc.alloc.rate.norm").get("score").asDouble();
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %.2f | %.2f | %.0f |\n",
              run.get("params").get("road").asString(),
              time.get("score").asDouble(),
              time.get("scoreError").asDouble(),
              bytes));
    }
    return table.toString();
  }

  private static String queue(JsonNode perSecond) {
    StringBuilder table =
        new StringBuilder(
            "| queue | jobs/s, median | cost, median | cost, quarters |\n|---|---|---|---|\n");
    List<Double> off = numbers(perSecond.get("off"));
    for (String name : List.of("off", "metrics", "tracing", "both")) {
      List<Double> own = numbers(perSecond.get(name));
      List<Double> costs =
          IntStream.range(0, own.size())
              .mapToObj(i -> 100 * (1 - own.get(i) / off.get(i)))
              .sorted()
              .toList();
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %.1f %% | %.1f to %.1f %% |\n",
              name,
              quantile(own.stream().sorted().toList(), 0.5),
              quantile(costs, 0.5),
              quantile(costs, 0.25),
              quantile(costs, 0.75)));
    }
    return table.toString();
  }

  private static double quantile(List<Double> sorted, double part) {
    return sorted.get((int) Math.round(part * (sorted.size() - 1)));
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }
}
