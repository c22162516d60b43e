package dev.holdfast.server.cli;

import static dev.holdfast.server.cli.Table.count;

import dev.holdfast.engine.RecoveryReport;
import dev.holdfast.server.config.Durations;

/** Says in a line what opening a queue found. */
final class Recoveries {
  private Recoveries() {}

  static String describe(RecoveryReport report) {
    StringBuilder text = new StringBuilder("in ");
    text.append(Durations.describe(report.duration())).append(": ");
    report
        .snapshotFile()
        .ifPresent(file ->
            text.append(file)
                .append(" up to record ")
                .append(count(report.snapshotSeq()))
                .append(", then "));
    text.append(count(report.recordsReplayed())).append(" records of the log");
    if (report.tornBytes() > 0) {
      text.append("; an unfinished record of ")
          .append(count(report.tornBytes()))
          .append(" bytes cut off");
    }
    if (report.leasesInterrupted() > 0) {
      text.append("; ")
          .append(count(report.leasesInterrupted()))
          .append(" interrupted jobs back in the queue");
    }
    return text.toString();
  }
}
