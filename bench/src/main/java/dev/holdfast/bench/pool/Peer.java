package dev.holdfast.bench.pool;

import java.util.concurrent.atomic.LongAdder;

/**
 * A way to come by a buffer of a fixed size, ours or another's. Each runs in a JVM of its own, so
 * that calls through this type cost the same for all.
 *
 * @param <B> what it lends
 */
abstract class Peer<B> implements AutoCloseable {
  /** How many idle buffers each pool may keep, where it can be told. */
  static final int COUNT_MAX = 1024;

  static final int PAGE = 4096;
  private static final int STEP = 1040; // comes by every sixteenth byte of a page

  /** Buffers that were made because none was idle; stays 0 where a peer does not tell. */
  final LongAdder made = new LongAdder();

  abstract B take();

  abstract void give(B buffer);

  abstract byte[] array(B buffer);

  int offset(B buffer) {
    return 0;
  }

  final long made() {
    return made.sum();
  }

  final byte[] make(int bytes) {
    made.increment();
    return new byte[bytes];
  }

  @Override
  public void close() {}

  /**
   * Borrows, fills the buffer as a read from a socket would, holds it and gives it back. What is
   * read begins somewhere else in {@code input} each time: a copy whose ends lie 16 bytes apart,
   * memory pages left out, takes a quarter longer, and a buffer that was made right after the input
   * lies like that.
   *
   * @param input at least {@link #PAGE} bytes more than are read
   */
  final long useOnce(byte[] input, long turn, int bytes, Hold hold) {
    B buffer = take();
    try {
      byte[] array = array(buffer);
      int offset = offset(buffer);
      int from = (int) (turn * STEP) & (PAGE - 1);
      System.arraycopy(input, from, array, offset, bytes);
      hold.hold();
      return array[offset] + (long) array[offset + bytes - 1];
    } finally {
      give(buffer);
    }
  }
}
