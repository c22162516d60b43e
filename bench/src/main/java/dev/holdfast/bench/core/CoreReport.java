package dev.holdfast.bench.core;

import dev.holdfast.bench.MadePart;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the table of {@code core/README.md} from the raw results, between two markers: {@code
 * CoreReport RESULTS README}. Also prints which of the goals these results meet.
 */
public final class CoreReport {
  private static final double GOAL_PER_SECOND = 1_000_000;

  private CoreReport() {}

  public static void main(String[] args) throws IOException {
    JsonNode runs = JsonMapper.shared().readTree(Path.of(args[0]).resolve("core-machine.json"));
    MadePart.write(Path.of(args[1]), "bench/run core", table(runs));
    System.out.print(verdicts(runs));
  }

  private static String table(JsonNode runs) {
    StringBuilder text = new StringBuilder();
    text.append(
        "| commands | jobs waiting | transitions/s | +/- (99.9 %) | bytes a transition |\n");
    text.append("|---|---|---|---|---|\n");
    for (JsonNode run : runs) {
      JsonNode score = run.get("primaryMetric");
      text.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  commands(run),
                  number("#,##0", waiting(run)),
                  number("#,##0", score.get("score").asDouble()),
                  number("#,##0", score.get("scoreError").asDouble()),
                  number("#,##0", bytes(run))));
    }
    return text.toString();
  }

  private static String verdicts(JsonNode runs) {
    StringBuilder text = new StringBuilder();
    for (JsonNode run : runs) {
      double perSecond = run.get("primaryMetric").get("score").asDouble();
      text.append(
          "%s with %s waiting: %s transitions/s, goal of %s %s\n"
              .formatted(
                  commands(run),
                  number("#,##0", waiting(run)),
                  number("#,##0", perSecond),
                  number("#,##0", GOAL_PER_SECOND),
                  perSecond > GOAL_PER_SECOND ? "met" : "missed"));
    }
    return text.toString();
  }

  private static String commands(JsonNode run) {
    String name = run.get("benchmark").asString();
    return name.endsWith(".life") ? "enqueue, reserve, ack, forget" : "reserve, extend, release";
  }

  private static double waiting(JsonNode run) {
    return Double.parseDouble(run.get("params").get("waiting").asString());
  }

  private static double bytes(JsonNode run) {
    return run.get("secondaryMetrics").get("gc.alloc.rate.norm").get("score").asDouble();
  }

  private static String number(String pattern, double value) {
    return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
  }
}
