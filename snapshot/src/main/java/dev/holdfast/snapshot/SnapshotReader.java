package dev.holdfast.snapshot;

import java.io.IOException;
import java.io.InputStream;

/** Reads a state. */
@FunctionalInterface
public interface SnapshotReader {

  /**
   * Reads the JSON object as it was written. The whole of it was found sound before; {@code in} is
   * buffered, belongs to one thread, and is closed by the caller.
   */
  void read(SnapshotInfo info, InputStream in) throws IOException;
}
