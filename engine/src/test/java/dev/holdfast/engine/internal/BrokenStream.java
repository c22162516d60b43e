package dev.holdfast.engine.internal;

import java.io.IOException;
import java.io.InputStream;

/** A stream that cannot be read. */
final class BrokenStream extends InputStream {
  private final IOException broken;

  BrokenStream(IOException broken) {
    this.broken = broken;
  }

  @Override
  public int read() throws IOException {
    throw broken;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    throw broken;
  }
}
