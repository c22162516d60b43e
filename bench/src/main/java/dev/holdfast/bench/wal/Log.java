package dev.holdfast.bench.wal;

import java.io.IOException;

/** A log under test, ours or another. */
interface Log extends AutoCloseable {

  /** Adds a record, and returns once it is acknowledged. Called by many threads. */
  void append(byte[] record) throws Exception;

  /** Waits for whatever this thread has added without waiting. */
  default void settle() {}

  @Override
  void close() throws IOException;
}
