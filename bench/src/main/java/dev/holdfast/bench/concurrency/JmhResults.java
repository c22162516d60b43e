package dev.holdfast.bench.concurrency;

import java.nio.file.Path;
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

  /** Returns the median iteration; empty if that was not run. */
  OptionalDouble median(String benchmark, Map<String, String> parameters) {
    return find(benchmark, parameters)
        .map(run -> run.get("primaryMetric").get("scorePercentiles").get("50.0").asDouble())
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
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
