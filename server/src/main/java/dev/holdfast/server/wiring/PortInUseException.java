package dev.holdfast.server.wiring;

/** The port that was asked for cannot be opened. Nothing has happened. */
public final class PortInUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PortInUseException(String message, Throwable cause) {
    super(message, cause);
  }
}
