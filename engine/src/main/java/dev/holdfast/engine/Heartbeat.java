package dev.holdfast.engine;

/**
 * What a worker learns by a heartbeat.
 *
 * @param status how it stands
 * @param lease the lease as it is now; the old one if it is lost
 */
public record Heartbeat(Status status, Lease lease) {

  /** How a worker stands with its job. */
  public enum Status {
    /** The job is its own, until the new deadline. */
    HELD,
    /** It holds the job until the new deadline, but a client has called the job off: end it. */
    CANCEL_REQUESTED,
    /** The job is its own no longer: whatever it still does, somebody else may do too. */
    LOST
  }
}
