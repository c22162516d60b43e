package dev.holdfast.storage.sim;

/** What can be asked of a disk, as {@link FaultPlan} counts it. */
public enum Operation {
  /** {@code Directory.list} and {@code Directory.exists}. */
  LIST(false),
  /** {@code Directory.open} and {@code Directory.openForReading}. */
  OPEN(false),
  /** {@code DataFile.read}. */
  READ(false),
  /** {@code Directory.lock}. */
  LOCK(false),
  /** {@code Directory.create}. */
  CREATE(true),
  /** {@code DataFile.write}. */
  WRITE(true),
  /** {@code DataFile.truncate}. */
  TRUNCATE(true),
  /** {@code DataFile.sync}. */
  SYNC(true),
  /** {@code Directory.rename}. */
  RENAME(true),
  /** {@code Directory.delete}. */
  DELETE(true),
  /** {@code Directory.sync}. */
  SYNC_DIRECTORY(true);

  private final boolean change;

  Operation(boolean change) {
    this.change = change;
  }

  /** True if it changes what a crash may leave behind. */
  public boolean isChange() {
    return change;
  }
}
