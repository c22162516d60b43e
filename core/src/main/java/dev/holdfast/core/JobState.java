package dev.holdfast.core;

/** Where a job stands. Each job is in exactly one state. */
public enum JobState {
  /** It waits to be served. */
  PENDING,
  /** Its run-at is still to come. */
  SCHEDULED,
  /** A job that it depends on is not completed. */
  BLOCKED,
  /** A worker holds it under a lease. */
  IN_FLIGHT,
  /** Done. It is never served again. */
  COMPLETED,
  /** Given up: no attempt is left, or a job that it depends on is dead. */
  DEAD;

  /** Whether a job in this state has reached its end. */
  public boolean isTerminal() {
    return this == COMPLETED || this == DEAD;
  }
}
