package dev.holdfast.snapshot;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How snapshots are kept.
 *
 * @param name the newest snapshot's file; older ones are {@code <name>.<last_seq, 20 digits>}. 1 to
 *     200 letters, digits, {@code .}, {@code _} or {@code -}, a letter or digit first. A log names
 *     its files in the same way: in one directory, log and snapshots must have different names, or
 *     each takes the other's files for its own
 * @param retain how many to keep, the newest included; at least 1
 * @param schemaVersion the newest version of the content that the program knows; at least 1
 * @param migrations by the version from which each leads to the next. A version without one is
 *     handed to the reader as it is.
 */
public record SnapshotConfig(
    String name, int retain, int schemaVersion, Map<Integer, SnapshotMigration> migrations) {

  /** Longer ones would leave no room in a file's name for what is put behind them. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  /** Refuses a name that its files cannot have, and numbers that are out of range. */
  public SnapshotConfig {
    Objects.requireNonNull(name, "name");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name must be 1 to 200 letters, digits, '.', '_' or '-', not '" + name + "'");
    }
    if (retain < 1) {
      throw new IllegalArgumentException("retain must be at least 1: " + retain);
    }
    if (schemaVersion < 1) {
      throw new IllegalArgumentException("schemaVersion must be at least 1: " + schemaVersion);
    }
    migrations = Map.copyOf(migrations);
  }

  /** Keeps two, of schema version 1. */
  public static SnapshotConfig named(String name) {
    return new SnapshotConfig(name, 2, 1, Map.of());
  }

  /** The same, keeping {@code count} snapshots. */
  public SnapshotConfig withRetain(int count) {
    return new SnapshotConfig(name, count, schemaVersion, migrations);
  }

  /** The same, knowing versions up to {@code version}. */
  public SnapshotConfig withSchemaVersion(int version) {
    return new SnapshotConfig(name, retain, version, migrations);
  }

  /** The same, with a step from {@code version} to the next. */
  public SnapshotConfig withMigration(int version, SnapshotMigration migration) {
    Map<Integer, SnapshotMigration> more = new TreeMap<>(migrations);
    more.put(version, migration);
    return new SnapshotConfig(name, retain, schemaVersion, more);
  }
}
