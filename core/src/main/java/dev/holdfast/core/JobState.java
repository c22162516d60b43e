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
  /** Given up: no attempt is left, it came too late, or a job that it depends on is dead. */
  DEAD,
  /** Called off by a client before it was done. */
  CANCELLED;

  /** Whether a job in this state has reached its end. */
  public boolean isTerminal() {
    return this == COMPLETED || isLost();
  }

  /** Whether it has ended without being done. Such a job may be put back into the queue. */
  public boolean isLost() {
    return this == DEAD || this == CANCELLED;
  }

  /** Whether it waits, for its turn, its time or other jobs. */
  public boolean isWaiting() {
    return this == PENDING || this == SCHEDULED || this == BLOCKED;
  }
}
