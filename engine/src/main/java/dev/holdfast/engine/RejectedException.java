package dev.holdfast.engine;

import dev.holdfast.core.Decision;
import dev.holdfast.core.JobId;

/** The rules of the queue refused a command. Nothing changed, and the engine goes on. */
public final class RejectedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Decision.Reason reason;
  private final String id;

  /** Carries a refusal of the state machine to the caller. */
  public RejectedException(Decision.Rejected refusal) {
    super(refusal.message());
    this.reason = refusal.reason();
    this.id = refusal.id().value();
  }

  /** Which rule refused it. */
  public Decision.Reason reason() {
    return reason;
  }

  /** The job that the refusal is about. */
  public JobId id() {
    return new JobId(id);
  }
}
