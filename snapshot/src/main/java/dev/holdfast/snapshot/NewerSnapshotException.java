package dev.holdfast.snapshot;

/**
 * The newest snapshot is sound, but was written by a newer version of the program. Nothing was
 * changed; an older snapshot is not used instead, as that would undo what the newer version did.
 */
public final class NewerSnapshotException extends SnapshotException {
  private static final long serialVersionUID = 1L;

  private final int schemaVersion;

  NewerSnapshotException(String where, int schemaVersion, int known) {
    super(
        "%s has schema version %d, this program knows versions up to %d: use the newer program"
            .formatted(where, schemaVersion, known));
    this.schemaVersion = schemaVersion;
  }

  /** The version that the snapshot has. */
  public int schemaVersion() {
    return schemaVersion;
  }
}
