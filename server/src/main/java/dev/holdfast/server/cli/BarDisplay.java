package dev.holdfast.server.cli;

import static dev.holdfast.server.cli.Table.count;

import dev.holdfast.engine.RecoveryReport;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar that moves, for a person at a terminal. */
final class BarDisplay implements ConsoleDisplay {
  private static final int PERIOD_MILLIS = 100;

  private final PrintStream out;
  private @Nullable ProgressBar bar;

  BarDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void recovered(RecoveryReport report) {
    clearLine();
    out.println("Recovered " + Recoveries.describe(report));
  }

  @Override
  public synchronized void warn(String line) {
    clearLine();
    out.println("Warning: " + line);
  }

  private void clearLine() {
    if (bar != null) {
      out.print("\r\u001b[K");
    }
  }

  @Override
  public synchronized void progress(Progress progress) {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("Jobs")
              .setInitialMax(progress.jobs())
              .startsFrom(progress.ended(), Duration.ZERO)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(PERIOD_MILLIS)
              .setConsumer(new ConsoleProgressBarConsumer(out))
              .showSpeed()
              .build();
    }
    bar.stepTo(progress.ended());
    bar.setExtraMessage(
        progress.dead() + progress.retried() == 0
            ? ""
            : " " + count(progress.retried()) + " retried, " + count(progress.dead()) + " dead");
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
