package dev.holdfast.wal;

/**
 * Records that were durable are damaged or missing, which no crash explains: the disk or a person
 * did it. Nothing was changed on the disk. The message says what was found, where, and what to do.
 */
public final class CorruptLogException extends WalException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;

  /** Names the damaged file and the byte at which the damage begins. */
  public CorruptLogException(String file, long offset, String message) {
    super(message);
    this.file = file;
    this.offset = offset;
  }

  /** The damaged file's name in its directory; for a missing file, the one that should be there. */
  public String file() {
    return file;
  }

  /** The offset in bytes of the first frame that cannot be trusted. */
  public long offset() {
    return offset;
  }
}
