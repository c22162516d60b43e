package dev.holdfast.wal;

/**
 * A write or a sync failed, and the log has stopped for good: after a failed sync nobody knows what
 * is on the disk, and a second one proves nothing. Every waiter and every later call gets this
 * exception with the same cause. Nothing acknowledged before is lost. Close the log, mend the
 * cause, open it again: recovery tells how far it got.
 */
public final class WalPoisonedException extends WalException {
  private static final long serialVersionUID = 1L;

  /** Names the log and what happened to it. */
  public WalPoisonedException(String message, Throwable cause) {
    super(message, cause);
  }
}
