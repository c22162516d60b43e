package dev.holdfast.snapshot;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a state. */
@FunctionalInterface
public interface SnapshotWriter {

  /**
   * Writes the state as one JSON object in UTF-8, of any size. It begins exactly with
   *
   * <pre>
   * &#123;"schema_version":V,"last_seq":N
   * </pre>
   *
   * and ends with its closing brace. {@code out} is buffered, belongs to one thread, and need not
   * be closed.
   */
  void write(OutputStream out) throws IOException;
}
