package dev.holdfast.engine;

/** The engine was closed by its owner. A command refused with it had no effect. */
public final class EngineClosedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the standard message. */
  public EngineClosedException() {
    super("the engine is closed");
  }
}
