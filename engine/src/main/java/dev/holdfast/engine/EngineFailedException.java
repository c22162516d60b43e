package dev.holdfast.engine;

/**
 * The engine stopped: the disk failed, or it was closed before the answer was durable. Whether the
 * command took effect is not known; opening the engine again recovers everything that was
 * acknowledged. This engine stays unusable.
 */
public final class EngineFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a message for a person and the failure that stopped the engine. */
  public EngineFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
