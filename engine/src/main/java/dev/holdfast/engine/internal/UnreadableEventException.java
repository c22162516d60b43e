package dev.holdfast.engine.internal;

import org.jspecify.annotations.Nullable;

/** A log record whose checksum is right but whose content this version does not understand. */
final class UnreadableEventException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnreadableEventException(String message) {
    this(message, null);
  }

  UnreadableEventException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
