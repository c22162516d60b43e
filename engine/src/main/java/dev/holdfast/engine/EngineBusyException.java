package dev.holdfast.engine;

/**
 * The command could not be handed to the engine: its queue of commands stayed full for the submit
 * timeout, or the caller was interrupted while it waited. Nothing happened; the engine goes on and
 * the call may be repeated.
 */
public final class EngineBusyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a message for a person. */
  public EngineBusyException(String message) {
    super(message);
  }

  /** With a message for a person and what lies behind it. */
  public EngineBusyException(String message, Throwable cause) {
    super(message, cause);
  }
}
