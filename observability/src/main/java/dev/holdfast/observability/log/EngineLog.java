package dev.holdfast.observability.log;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.RecoveryReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what matters of an engine to SLF4J, with key-value pairs: what went wrong as a warning, a
 * failed attempt at debug level, an engine that stopped as an error, its recovery as information.
 */
public final class EngineLog implements EngineListener {
  private static final Logger LOG = LoggerFactory.getLogger("dev.holdfast.engine");

  /** Writes to the logger {@code dev.holdfast.engine}. */
  public EngineLog() {}

  @Override
  public void recovered(RecoveryReport report) {
    LOG.atInfo()
        .addKeyValue("records", report.recordsReplayed())
        .addKeyValue("last_seq", report.lastSeq())
        .addKeyValue("leases_interrupted", report.leasesInterrupted())
        .addKeyValue("millis", report.duration().toMillis())
        .log("recovered");
  }

  @Override
  public void failed(Job job, String error) {
    LOG.atDebug()
        .addKeyValue("job", job.id().value())
        .addKeyValue("attempt", job.attempt())
        .addKeyValue("reason", error)
        .log("an attempt failed");
  }

  @Override
  public void timedOut(Job job) {
    LOG.atWarn()
        .addKeyValue("job", job.id().value())
        .addKeyValue("attempt", job.attempt())
        .log("a lease ran out");
  }

  @Override
  public void dead(Job job) {
    LOG.atWarn()
        .addKeyValue("job", job.id().value())
        .addKeyValue("attempt", job.attempt())
        .addKeyValue("reason", job.reason())
        .log("a job is dead");
  }

  @Override
  public void lateAnswer(JobId id, int attempt, String why) {
    LOG.atWarn()
        .addKeyValue("job", id.value())
        .addKeyValue("attempt", attempt)
        .addKeyValue("reason", why)
        .log("an answer came late and is ignored");
  }

  @Override
  public void handlerStuck(JobId id, int attempt) {
    LOG.atWarn()
        .addKeyValue("job", id.value())
        .addKeyValue("attempt", attempt)
        .log("a handler goes on although it was interrupted");
  }

  @Override
  public void engineFailed(Throwable cause) {
    LOG.atError().setCause(cause).log("the engine has stopped");
  }
}
