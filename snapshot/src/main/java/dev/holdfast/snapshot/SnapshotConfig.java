package dev.holdfast.snapshot;

import java.util.Map;
import java.util.TreeMap;

/**
 * How snapshots are kept.
 *
 * @param name the newest snapshot's file; older ones are {@code <name>.<last_seq, 20 digits>}
 * @param retain how many to keep, the newest included; at least 1
 * @param schemaVersion the newest version of the content that the program knows; at least 1
 * @param migrations by the version from which each leads to the next. A version without one is
 *     handed to the reader as it is.
 */
public record SnapshotConfig(
    String name, int retain, int schemaVersion, Map<Integer, SnapshotMigration> migrations) {

  /** Checks the numbers. */
  public SnapshotConfig {
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
