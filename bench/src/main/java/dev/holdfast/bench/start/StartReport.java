package dev.holdfast.bench.start;

import dev.holdfast.bench.MadePart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the table of starts in {@code server/README.md} from the raw results: {@code StartReport
 * RESULTS README}.
 */
public final class StartReport {
  private StartReport() {}

  public static void main(String[] args) throws IOException {
    Path results = Path.of(args[0]);
    Map<String, List<Double>> millis = new LinkedHashMap<>();
    for (String line : Files.readAllLines(results.resolve("start.json"))) {
      JsonNode start = JsonMapper.shared().readTree(line);
      millis
          .computeIfAbsent(
              start.get("command").asString() + " " + start.get("variant").asString(),
              _ -> new ArrayList<>())
          .add(start.get("millis").asDouble());
    }
    MadePart.write(
        Path.of(args[1]),
        "bench/run start",
        provenance(results.resolve("start.txt")) + "\n\n" + table(millis));
  }

  private static String provenance(Path notes) throws IOException {
    Map<String, String> said =
        Files.readAllLines(notes).stream()
            .map(line -> line.split(": ", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, _) -> first));
    return "%s, %s, %s, %s, commit %s. Milliseconds from the shell's call to its end: median, and the quickest to the slowest."
        .formatted(
            said.get("processors"),
            said.get("os"),
            said.get("java"),
            said.get("date"),
            said.get("commit"));
  }

  private static String table(Map<String, List<Double>> millis) {
    StringBuilder text = new StringBuilder();
    text.append("| `./holdfast` | without the cache | with it | change |\n|---|---|---|---|\n");
    for (String command : List.of("--version", "status", "run")) {
      List<Double> plain = millis.getOrDefault(command + " plain", List.of());
      List<Double> cache = millis.getOrDefault(command + " cache", List.of());
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %+.0f %% |%n",
              title(command),
              shown(plain),
              shown(cache),
              100 * (median(cache) / median(plain) - 1)));
    }
    return text.toString();
  }

  private static String title(String command) {
    return switch (command) {
      case "run" -> "`run` of one job in a new directory, with all syncs";
      case "status" -> "`status` of that directory";
      default -> "`" + command + "`";
    };
  }

  private static String shown(List<Double> millis) {
    List<Double> sorted = millis.stream().sorted().toList();
    return String.format(
        Locale.ROOT, "%.0f (%.0f to %.0f)", median(millis), sorted.getFirst(), sorted.getLast());
  }

  private static double median(List<Double> millis) {
    return millis.stream().sorted().toList().get(millis.size() / 2);
  }
}
