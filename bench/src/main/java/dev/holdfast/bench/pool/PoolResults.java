package dev.holdfast.bench.pool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code bench/run pool} left in the folder of results. */
final class PoolResults {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path folder;

  PoolResults(Path folder) {
    this.folder = folder;
  }

  /**
   * One benchmark with one peer.
   *
   * @param method the benchmark's method
   * @param nanos the time of an operation in each JVM, ascending. Of a JVM's iterations it is the
   *     one that a quarter of them were quicker than: what else runs on the machine only ever slows
   *     them down
   * @param allocated bytes an operation
   * @param missRate the part of the gets that found nothing idle, where that was counted
   */
  record Measured(
      String method,
      String peer,
      int bytes,
      List<Double> nanos,
      double allocated,
      Optional<Double> missRate) {

    double median() {
      return middle(nanos);
    }

    /** Whether the one was quicker in some JVM than the other in some, and the reverse. */
    boolean overlaps(Measured other) {
      return nanos.getFirst() <= other.nanos.getLast() && other.nanos.getFirst() <= nanos.getLast();
    }
  }

  /** All results of JMH whose files' names begin so; those of one benchmark's rounds together. */
  List<Measured> jmh(String prefix) throws IOException {
    Map<List<String>, List<JsonNode>> rounds = new LinkedHashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*.json")) {
      for (Path file : files) {
        for (JsonNode round : documents(file)) {
          round.forEach(run -> rounds.computeIfAbsent(what(run), _ -> new ArrayList<>()).add(run));
        }
      }
    }
    if (rounds.isEmpty()) {
      throw new IOException("no results " + prefix + "*.json in " + folder);
    }
    return rounds.values().stream().map(PoolResults::measured).toList();
  }

  private static List<String> what(JsonNode run) {
    return List.of(run.get("benchmark").asString(), run.path("params").toString());
  }

  private static Measured measured(List<JsonNode> runs) {
    JsonNode first = runs.getFirst();
    String benchmark = first.get("benchmark").asString();
    JsonNode params = first.path("params");
    return new Measured(
        benchmark.substring(benchmark.lastIndexOf('.') + 1),
        params.path("peer").asString(""),
        Integer.parseInt(params.path("bytes").asString("0")),
        runs.stream()
            .flatMap(run -> run.get("primaryMetric").get("rawData").valueStream())
            .map(PoolResults::lowerQuartile)
            .sorted()
            .toList(),
        sum(runs, "gc.alloc.rate.norm") / runs.size(),
        first.get("secondaryMetrics").has("gets")
            ? Optional.of(sum(runs, "misses") / sum(runs, "gets"))
            : Optional.empty());
  }

  private static double sum(List<JsonNode> runs, String secondary) {
    return runs.stream()
        .mapToDouble(run -> run.get("secondaryMetrics").get(secondary).get("score").asDouble())
        .sum();
  }

  private static double lowerQuartile(JsonNode iterations) {
    List<Double> sorted = iterations.valueStream().map(JsonNode::asDouble).sorted().toList();
    return sorted.get(sorted.size() / 4);
  }

  private static double middle(List<Double> sorted) {
    return sorted.get(sorted.size() / 2);
  }

  /** The rounds of the pipeline scenario in all JVMs, by bodies and arm. */
  Map<List<String>, List<JsonNode>> pipelineRounds() throws IOException {
    Map<List<String>, List<JsonNode>> rounds = new LinkedHashMap<>();
    for (JsonNode each : documents(folder.resolve("pool-pipeline.json"))) {
      List<String> what = List.of(each.get("bodies").asString(), each.get("arm").asString());
      rounds.computeIfAbsent(what, _ -> new ArrayList<>()).add(each);
    }
    return rounds;
  }

  /** The rounds of the pace scenario in all JVMs, those in which arithmetic was quickest first. */
  List<JsonNode> paces() throws IOException {
    return documents(folder.resolve("pool-pace.json")).stream()
        .sorted(Comparator.comparingDouble(round -> round.get("arithmetic").asDouble()))
        .toList();
  }

  /** A file has one after the other: each round or JVM adds its own. */
  private static List<JsonNode> documents(Path file) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(file)) {
      while (parser.nextToken() != null) {
        all.add(parser.readValueAsTree());
      }
    }
    return all;
  }

  /** What is noted beside a result: the machine, the commit, the date. */
  Map<String, String> notes(String name) throws IOException {
    Map<String, String> notes = new HashMap<>();
    for (String line : Files.readAllLines(folder.resolve(name + ".txt"))) {
      int colon = line.indexOf(": ");
      notes.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
    }
    return notes;
  }
}
