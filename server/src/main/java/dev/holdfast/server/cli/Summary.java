package dev.holdfast.server.cli;

import static dev.holdfast.server.cli.Table.count;

import dev.holdfast.server.config.Durations;
import dev.holdfast.server.wiring.RunResult;
import dev.holdfast.server.wiring.RunResult.DeadJob;
import java.util.Locale;

/** The table at the end of a run. */
final class Summary {
  private Summary() {}

  static String of(RunResult result) {
    Table table = new Table();
    table.row("jobs", result.jobs());
    table.row("completed", count(result.completed()) + completedBefore(result));
    table.row("retried", result.retried());
    table.row("dead", result.dead());
    if (result.open() > 0) {
      table.row("not yet done", result.open());
    }
    if (result.completed() > result.completedBefore()) {
      table.row("throughput", throughput(result));
      table.row("job duration", durations(result));
    }
    if (!result.recovery().fresh()) {
      table.row("recovery", Recoveries.describe(result.recovery()));
    }
    deadJobs(table, result);
    return table.toString();
  }

  private static String completedBefore(RunResult result) {
    return result.completedBefore() == 0
        ? ""
        : " (" + count(result.completedBefore()) + " of them before this run)";
  }

  private static String throughput(RunResult result) {
    return String.format(
        Locale.ROOT,
        "%,.0f jobs/s over %s",
        result.completedPerSecond(),
        Durations.describe(result.elapsed()));
  }

  private static String durations(RunResult result) {
    return "p50 %s, p95 %s, p99 %s"
        .formatted(
            Durations.describe(result.p50()),
            Durations.describe(result.p95()),
            Durations.describe(result.p99()));
  }

  private static void deadJobs(Table table, RunResult result) {
    if (result.deadShown().isEmpty()) {
      return;
    }
    table.line("Dead jobs:");
    for (DeadJob job : result.deadShown()) {
      table.line("  " + job.id() + ": " + job.reason());
    }
    long hidden = result.dead() - result.deadShown().size();
    if (hidden > 0) {
      table.line("  and " + count(hidden) + " more");
    }
  }
}
