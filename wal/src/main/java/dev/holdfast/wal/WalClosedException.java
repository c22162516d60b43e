package dev.holdfast.wal;

/** The log was closed by its owner. It stays closed; open it again to go on. */
public final class WalClosedException extends WalException {
  private static final long serialVersionUID = 1L;

  /** Names the log. */
  public WalClosedException(String message) {
    super(message);
  }
}
