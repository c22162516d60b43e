package dev.holdfast.server.cli;

import static dev.holdfast.server.cli.Table.count;

import dev.holdfast.engine.RecoveryReport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Lines, for logs and pipes: what happens, and every few seconds how far it is. */
final class PlainDisplay implements ConsoleDisplay {
  private static final long PERIOD_NANOS = Duration.ofSeconds(3).toNanos();

  private final PrintStream out;
  private long lastNanos;
  private long lastEnded;
  private boolean begun;

  PlainDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void recovered(RecoveryReport report) {
    out.println("Recovered " + Recoveries.describe(report));
  }

  @Override
  public synchronized void warn(String line) {
    out.println("Warning: " + line);
  }

  @Override
  public synchronized void progress(Progress progress) {
    progress(progress, System.nanoTime());
  }

  void progress(Progress progress, long nanos) {
    if (!begun) {
      begun = true;
      out.printf(
          Locale.ROOT, "%,d jobs, %,d of them done before%n", progress.jobs(), progress.ended());
    } else if (nanos - lastNanos < PERIOD_NANOS) {
      return;
    } else {
      tell(progress, (progress.ended() - lastEnded) * 1e9 / (nanos - lastNanos));
    }
    lastNanos = nanos;
    lastEnded = progress.ended();
  }

  private void tell(Progress progress, double perSecond) {
    String enqueued =
        progress.enqueued() < progress.jobs() ? count(progress.enqueued()) + " enqueued, " : "";
    out.printf(
        Locale.ROOT,
        "%,d of %,d jobs done (%s%,.0f/s, %,d retried, %,d dead)%n",
        progress.ended(),
        progress.jobs(),
        enqueued,
        perSecond,
        progress.retried(),
        progress.dead());
  }

  @Override
  public void close() {
    // A line is done when it is printed.
  }
}
