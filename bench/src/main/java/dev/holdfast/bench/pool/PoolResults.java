package dev.holdfast.bench.pool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
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
   * @param nanos the time of an operation, ascending: the median of each fork, or each iteration of
   *     a single one
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

    /**
     * Whether some fork or iteration of the one was quicker than one of the other, and the reverse.
     */
    boolean overlaps(Measured other) {
      return nanos.getFirst() <= other.nanos.getLast() && other.nanos.getFirst() <= nanos.getLast();
    }
  }

  /** All results of JMH whose files' names begin so. */
  List<Measured> jmh(String prefix) throws IOException {
    List<Measured> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*.json")) {
      for (Path file : files) {
        JSON.readTree(Files.readString(file)).forEach(run -> all.add(measured(run)));
      }
    }
    if (all.isEmpty()) {
      throw new IOException("no results " + prefix + "*.json in " + folder);
    }
    return all;
  }

  private static Measured measured(JsonNode run) {
    String benchmark = run.get("benchmark").asString();
    JsonNode params = run.path("params");
    JsonNode secondary = run.get("secondaryMetrics");
    JsonNode forks = run.get("primaryMetric").get("rawData");
    List<Double> nanos =
        forks.size() == 1
            ? sorted(forks.get(0))
            : forks.valueStream().map(fork -> middle(sorted(fork))).sorted().toList();
    return new Measured(
        benchmark.substring(benchmark.lastIndexOf('.') + 1),
        params.path("peer").asString(""),
        Integer.parseInt(params.path("bytes").asString("0")),
        nanos,
        secondary.get("gc.alloc.rate.norm").get("score").asDouble(),
        missRate(secondary));
  }

  private static List<Double> sorted(JsonNode iterations) {
    return iterations.valueStream().map(JsonNode::asDouble).sorted().toList();
  }

  private static double middle(List<Double> sorted) {
    return sorted.get(sorted.size() / 2);
  }

  private static Optional<Double> missRate(JsonNode secondary) {
    return secondary.has("gets")
        ? Optional.of(
            secondary.get("misses").get("score").asDouble()
                / secondary.get("gets").get("score").asDouble())
        : Optional.empty();
  }

  /** The rounds of the pipeline scenario in all JVMs, by bodies and arm. */
  Map<List<String>, List<JsonNode>> pipelineRounds() throws IOException {
    Map<List<String>, List<JsonNode>> rounds = new LinkedHashMap<>();
    String lines = Files.readString(folder.resolve("pool-pipeline.json"));
    try (MappingIterator<JsonNode> objects = JSON.readerFor(JsonNode.class).readValues(lines)) {
      objects.forEachRemaining(each -> {
        List<String> what = List.of(each.get("bodies").asString(), each.get("arm").asString());
        rounds.computeIfAbsent(what, _ -> new ArrayList<>()).add(each);
      });
    }
    return rounds;
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
