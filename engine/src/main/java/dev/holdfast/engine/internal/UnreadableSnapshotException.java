package dev.holdfast.engine.internal;

import org.jspecify.annotations.Nullable;

/** A snapshot whose checksum is right but whose content this version does not understand. */
final class UnreadableSnapshotException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnreadableSnapshotException(String message) {
    this(message, null);
  }

  UnreadableSnapshotException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
