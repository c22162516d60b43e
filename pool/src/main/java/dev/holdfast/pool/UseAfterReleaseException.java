package dev.holdfast.pool;

/** An object was used after its release, when it may be someone else's. The pool stays usable. */
public final class UseAfterReleaseException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  UseAfterReleaseException(String message) {
    super(message);
  }
}
