package dev.holdfast.engine;

/**
 * The engine could not start: the directory is in use or not accessible, or log and snapshot do not
 * fit together. Nothing was changed.
 */
public final class EngineOpenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a message for a person. */
  public EngineOpenException(String message) {
    super(message);
  }

  /** With a message for a person and what lies behind it. */
  public EngineOpenException(String message, Throwable cause) {
    super(message, cause);
  }
}
