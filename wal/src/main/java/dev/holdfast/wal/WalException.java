package dev.holdfast.wal;

/**
 * The log could not do what it was asked for. Thrown as this very class when a file could not be
 * opened, read or deleted: the object that threw it is still usable, and the call may be repeated.
 * The subclasses say otherwise where it is otherwise.
 */
public class WalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for a person. */
  public WalException(String message) {
    super(message);
  }

  /** With a message for a person, and what caused it. */
  public WalException(String message, Throwable cause) {
    super(message, cause);
  }
}
