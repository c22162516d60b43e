package dev.holdfast.server.cli;

import dev.holdfast.engine.RecoveryReport;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says as log events what other displays say to people; for {@code log_format: json}. */
final class LogDisplay implements ConsoleDisplay {
  private static final Logger LOG = LoggerFactory.getLogger("dev.holdfast.run");
  private static final long PERIOD_NANOS = Duration.ofSeconds(3).toNanos();

  /** Guarded by this. */
  private long nextNanos = System.nanoTime() + PERIOD_NANOS;

  @Override
  public void recovered(RecoveryReport report) {
    // The engine's own log says it, and more.
  }

  @Override
  public void warn(String line) {
    LOG.warn(line);
  }

  @Override
  public synchronized void progress(Progress progress) {
    if (System.nanoTime() - nextNanos >= 0) {
      nextNanos = System.nanoTime() + PERIOD_NANOS;
      LOG.atInfo()
          .addKeyValue("jobs", progress.jobs())
          .addKeyValue("enqueued", progress.enqueued())
          .addKeyValue("completed", progress.completed())
          .addKeyValue("retried", progress.retried())
          .addKeyValue("dead", progress.dead())
          .log("progress");
    }
  }

  @Override
  public void close() {
    // An event is done when it is written.
  }
}
