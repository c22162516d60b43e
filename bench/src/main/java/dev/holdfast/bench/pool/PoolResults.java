package dev.holdfast.bench.pool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
   * @param nanos the time of an operation, iteration by iteration, ascending
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
      return nanos.get(nanos.size() / 2);
    }

    /** Whether some iteration of the one was quicker than one of the other, and the reverse. */
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
    List<Double> nanos = new ArrayList<>();
    run.get("primaryMetric")
        .get("rawData")
        .forEach(fork -> fork.forEach(iteration -> nanos.add(iteration.asDouble())));
    nanos.sort(Comparator.naturalOrder());
    return new Measured(
        benchmark.substring(benchmark.lastIndexOf('.') + 1),
        params.path("peer").asString(""),
        Integer.parseInt(params.path("bytes").asString("0")),
        nanos,
        secondary.get("gc.alloc.rate.norm").get("score").asDouble(),
        missRate(secondary));
  }

  private static Optional<Double> missRate(JsonNode secondary) {
    return secondary.has("gets")
        ? Optional.of(
            secondary.get("misses").get("score").asDouble()
                / secondary.get("gets").get("score").asDouble())
        : Optional.empty();
  }

  /** The medians of the pipeline scenario. */
  List<JsonNode> pipelineMedians() throws IOException {
    List<JsonNode> medians = new ArrayList<>();
    String lines = Files.readString(folder.resolve("pool-pipeline.json"));
    try (MappingIterator<JsonNode> objects = JSON.readerFor(JsonNode.class).readValues(lines)) {
      objects.forEachRemaining(each -> {
        if (each.get("arm").asString().endsWith("(median)")) {
          medians.add(each);
        }
      });
    }
    return medians;
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
