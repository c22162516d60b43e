package dev.holdfast.server.diagnostics;

/** There is no such process, or it cannot be looked into; the message says which, and the cure. */
public final class UnreachableProcessException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreachableProcessException(String message) {
    super(message);
  }

  UnreachableProcessException(String message, Throwable cause) {
    super(message, cause);
  }
}
