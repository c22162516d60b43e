package dev.holdfast.snapshot;

import java.util.Optional;

/**
 * What is known of a snapshot.
 *
 * @param file its file's name
 * @param lastSeq the last log record that it covers; {@link #UNKNOWN} if the file does not tell
 * @param schemaVersion the version of its content; {@link #UNKNOWN} if the file does not tell
 * @param bytes its file's length
 * @param problem what is wrong with it; empty if nothing was found, as far as was looked
 */
public record SnapshotInfo(
    String file, long lastSeq, int schemaVersion, long bytes, Optional<String> problem) {

  /** Stands for a number that a damaged file does not tell. */
  public static final int UNKNOWN = -1;

  /** True if no problem was found. */
  public boolean isValid() {
    return problem.isEmpty();
  }

  SnapshotInfo withProblem(String found) {
    return new SnapshotInfo(file, lastSeq, schemaVersion, bytes, Optional.of(found));
  }

  SnapshotInfo withSchemaVersion(int version) {
    return new SnapshotInfo(file, lastSeq, version, bytes, problem);
  }

  SnapshotInfo withFile(String name) {
    return new SnapshotInfo(name, lastSeq, schemaVersion, bytes, problem);
  }
}
