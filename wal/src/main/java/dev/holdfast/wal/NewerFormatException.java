package dev.holdfast.wal;

/**
 * The log was written by a newer version of this library. Nothing is wrong with it and nothing was
 * changed: open it with that version.
 */
public final class NewerFormatException extends WalException {
  private static final long serialVersionUID = 1L;

  /** Names the file, its version and the newest one understood here. */
  public NewerFormatException(String message) {
    super(message);
  }
}
