package dev.holdfast.wal;

import java.nio.ByteBuffer;

/** Encodes one record straight into the log's buffer. */
@FunctionalInterface
public interface RecordWriter {

  /**
   * Puts the record at {@code target}'s position and leaves the position behind its last byte.
   *
   * <p>Called under the log's lock: be quick, do not block, do not call the log; what would add to
   * it, sync it or close it throws {@link IllegalStateException}, and does nothing. {@code target}
   * is the log's own memory, valid only during the call, big endian and without a mark, whatever
   * the writer before did to it; use relative puts, or absolute ones between its position and its
   * limit. If this throws, nothing is appended and the exception goes to the caller.
   */
  void write(ByteBuffer target);
}
