package dev.holdfast.engine.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Passes a stream on and remembers what went by, so that a parser's offsets can be turned back into
 * bytes. Not thread safe.
 */
final class RecentBytes extends InputStream implements JsonInput.ByteSource {
  private static final int INITIAL_BYTES = 64 << 10;

  private final InputStream in;
  private byte[] window = new byte[INITIAL_BYTES];
  private int length;

  /** The offset in the stream of the window's first byte. */
  private long base;

  /** From here on bytes may be asked for. */
  private long needed;

  RecentBytes(InputStream in) {
    this.in = in;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    int read = in.read(target, offset, count);
    if (read > 0) {
      makeRoom(read);
      System.arraycopy(target, offset, window, length, read);
      length += read;
    }
    return read;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  private void makeRoom(int more) {
    if (more <= window.length - length) {
      return;
    }
    int gone = (int) (needed - base);
    byte[] target =
        length - gone + more > window.length / 2
            ? new byte[Math.max(2 * window.length, length - gone + more)]
            : window;
    System.arraycopy(window, gone, target, 0, length - gone);
    window = target;
    length -= gone;
    base = needed;
  }

  @Override
  public byte[] slice(long from, long to) {
    return Arrays.copyOfRange(window, (int) (from - base), (int) (to - base));
  }

  @Override
  public void forgetBefore(long offset) {
    needed = offset;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
