package dev.holdfast.bench.concurrency;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What JMH has written. */
record JmhResults(JsonNode runs) {

  static JmhResults read(Path file) {
    return new JmhResults(JsonMapper.shared().readTree(file));
  }

  /**
   * Returns the iteration that a quarter of the others were faster than: what else runs on the
   * machine only ever slows them down. Empty if that was not run.
   */
  OptionalDouble time(String benchmark, Map<String, String> parameters) {
    return find(benchmark, parameters)
        .map(run -> OptionalDouble.of(ofForks(run.get("primaryMetric").get("rawData"))))
        .orElse(OptionalDouble.empty());
  }

  /** The median of the forks' lower quartiles. */
  private static double ofForks(JsonNode forks) {
    List<Double> quartiles = new ArrayList<>();
    forks.forEach(fork -> quartiles.add(lowerQuartile(fork)));
    Collections.sort(quartiles);
    return quartiles.get(quartiles.size() / 2);
  }

  private static double lowerQuartile(JsonNode fork) {
    List<Double> iterations = new ArrayList<>();
    fork.forEach(iteration -> iterations.add(iteration.asDouble()));
    Collections.sort(iterations);
    return iterations.get(iterations.size() / 4);
  }

  /** Returns the bytes that an operation allocated. */
  OptionalDouble bytes(String benchmark, Map<String, String> parameters) {
    return find(benchmark, parameters)
        .map(run -> run.get("secondaryMetrics").get("gc.alloc.rate.norm").get("score").asDouble())
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  private Optional<JsonNode> find(String benchmark, Map<String, String> parameters) {
    for (JsonNode run : runs) {
      if (run.get("benchmark").asString().endsWith("." + benchmark) && matches(run, parameters)) {
        return Optional.of(run);
      }
    }
    return Optional.empty();
  }

  private static boolean matches(JsonNode run, Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .allMatch(wanted ->
            run.path("params").path(wanted.getKey()).asString("").equals(wanted.getValue()));
  }
}
