package dev.holdfast.snapshot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.storage.DataFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes a state to a file through one buffer, checks how it begins and ends, and puts the checksum
 * in place of its closing brace.
 */
final class SnapshotOutput extends OutputStream {
  private static final int BUFFER_BYTES = 128 * 1024;

  private final DataFile file;
  private final byte[] head;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final CRC32C checksum = new CRC32C();

  /** What has left the buffer. */
  private long written;

  SnapshotOutput(DataFile file, byte[] head) {
    this.file = file;
    this.head = head;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      if (!buffer.hasRemaining()) {
        drain(buffer.position() - 1);
      }
      int count = Math.min(buffer.remaining(), length - done);
      buffer.put(bytes, offset + done, count);
      done += count;
    }
  }

  /** Ends the file with the checksum, and returns its length. */
  long finish() throws IOException {
    int last = buffer.position() - 1;
    if (last < 0 || buffer.get(last) != '}') {
      throw new IllegalArgumentException("a state must be one JSON object, ending with its brace");
    }
    drain(last);
    buffer.clear().put(SnapshotFormat.tail(checksum.getValue())).flip();
    write();
    return written;
  }

  /**
   * Writes the first {@code count} bytes of the buffer: never its last one, which may be the end.
   */
  private void drain(int count) throws IOException {
    byte last = buffer.get(count);
    buffer.limit(count).position(0);
    if (written == 0) {
      checkHead();
    }
    checksum.update(buffer.duplicate());
    write();
    buffer.clear().put(last);
  }

  private void write() throws IOException {
    int count = buffer.remaining();
    file.write(buffer, written);
    written += count;
  }

  private void checkHead() {
    byte[] first = new byte[Math.min(head.length, buffer.remaining())];
    buffer.get(0, first);
    boolean more = buffer.remaining() > head.length;
    if (!Arrays.equals(first, head) || (more && buffer.get(head.length) != ',')) {
      throw new IllegalArgumentException(
          "a state must begin with %s, not %s"
              .formatted(new String(head, US_ASCII), new String(first, US_ASCII)));
    }
  }
}
