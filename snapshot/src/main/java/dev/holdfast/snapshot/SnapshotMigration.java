package dev.holdfast.snapshot;

import java.io.IOException;
import java.io.InputStream;

/** Turns a state of one schema version into the next. */
@FunctionalInterface
public interface SnapshotMigration {

  /** The state {@code older} in the next version; may read it piece by piece as it is asked for. */
  InputStream migrate(InputStream older) throws IOException;
}
