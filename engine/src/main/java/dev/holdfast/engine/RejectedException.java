package dev.holdfast.engine;

import dev.holdfast.core.Decision;

/** The rules of the queue refused a command. Nothing changed, and the engine goes on. */
public final class RejectedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Decision.Reason reason;
  private final String subject;

  /** Carries a refusal of the state machine to the caller. */
  public RejectedException(Decision.Rejected refusal) {
    super(refusal.message());
    this.reason = refusal.reason();
    this.subject = refusal.subject();
  }

  /** Which rule refused it. */
  public Decision.Reason reason() {
    return reason;
  }

  /** The name of the job, queue or schedule that the refusal is about. */
  public String subject() {
    return subject;
  }
}
