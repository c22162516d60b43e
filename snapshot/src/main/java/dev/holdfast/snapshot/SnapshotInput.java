package dev.holdfast.snapshot;

import dev.holdfast.storage.DataFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The state in a snapshot's file as it was written, read through one buffer. At its end the
 * checksum is compared.
 */
final class SnapshotInput extends InputStream {
  private static final int BUFFER_BYTES = 128 * 1024;

  private final DataFile file;
  private final long stateBytes;
  private final long expected;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
  private final CRC32C checksum = new CRC32C();
  private long position;
  private boolean ended;

  /**
   * A state of {@code stateBytes} bytes, without its closing brace.
   *
   * @param expected the checksum
   */
  SnapshotInput(DataFile file, long stateBytes, long expected) {
    this.file = file;
    this.stateBytes = stateBytes;
    this.expected = expected;
  }

  /** The content does not match the checksum. */
  static final class MismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    private MismatchException(String message) {
      super(message);
    }
  }

  @Override
  public int read() throws IOException {
    return fill() ? Byte.toUnsignedInt(buffer.get()) : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(target, offset, count);
    return count;
  }

  /** Sees to it that the buffer holds something; false at the end. */
  private boolean fill() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    if (ended) {
      return false;
    }
    buffer.clear();
    if (position == stateBytes) {
      end();
    } else {
      readOn();
    }
    buffer.flip();
    return true;
  }

  private void readOn() throws IOException {
    buffer.limit((int) Math.min(buffer.capacity(), stateBytes - position));
    if (file.read(buffer, position) != buffer.limit()) {
      throw new MismatchException("it became shorter while it was read");
    }
    checksum.update(buffer.duplicate().flip());
    position += buffer.position();
  }

  private void end() throws MismatchException {
    if (checksum.getValue() != expected) {
      throw new MismatchException(
          "its checksum is %d, its content has %d".formatted(expected, checksum.getValue()));
    }
    ended = true;
    buffer.put((byte) '}');
  }
}
