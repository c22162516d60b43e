package dev.holdfast.engine.internal;

/** What was read is no JSON; the message says what was expected, what was found, and where. */
final class MalformedJsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String message) {
    super(message);
  }
}
