package dev.holdfast.wal;

/**
 * The next record was deleted by {@link Wal#truncateBefore} or by retention before it was read. The
 * reader gets no further; a {@linkplain Wal#hold hold} prevents it.
 */
public final class RecordsGoneException extends WalException {
  private static final long serialVersionUID = 1L;

  /** Names the log, the record wanted, and the first that is left. */
  public RecordsGoneException(String message) {
    super(message);
  }
}
