package dev.holdfast.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file with positioned reads and writes. What is written is lost in a crash, in part and in any
 * order, until {@link #sync()} returns. After a {@code sync} that threw, nothing written since the
 * last good one may be trusted, and a second {@code sync} proves nothing.
 *
 * <p>Reads may run beside one writer; writes, truncation and sync belong to one thread at a time.
 * An interrupt neither stops nor breaks an operation; the thread's flag stays set. After {@link
 * #close()} every operation throws {@link java.nio.channels.ClosedChannelException}.
 */
public interface DataFile extends AutoCloseable {

  /** The name under which it was opened; a rename does not change it. */
  String name();

  /** Its present length in bytes. */
  long size() throws IOException;

  /**
   * Reads into {@code target} from {@code position} on, until it is full or the file ends.
   *
   * @return bytes read, fewer than asked only at the end of the file; -1 if {@code position} is at
   *     or past the end; 0 if {@code target} has no room
   */
  int read(ByteBuffer target, long position) throws IOException;

  /**
   * Writes all that remains in {@code source} at {@code position}, extending the file if need be; a
   * gap reads as zeros. A write that threw may have been carried out in part.
   */
  void write(ByteBuffer source, long position) throws IOException;

  /** Cuts the file to {@code size} bytes; no effect if it is shorter. Durable after a sync. */
  void truncate(long size) throws IOException;

  /** Makes the content and the length durable (fdatasync); the file's name is the directory's. */
  void sync() throws IOException;

  /** Closes the handle without a sync; further calls have no effect. */
  @Override
  void close() throws IOException;
}
