package dev.holdfast.bench.wal;

import dev.holdfast.wal.WalListener;
import java.util.Arrays;

/**
 * Remembers how long each batch was, so that the disk can be asked to do the same without a log.
 * Written by the log's thread before it acknowledges; read and cleared while nothing is appended.
 */
final class Batches implements WalListener {
  private int[] bytes = new int[1 << 16];
  private int count;
  private long diskNanos;

  @Override
  public synchronized void batchWritten(int records, long length, long writeNanos) {
    if (count == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * count);
    }
    bytes[count++] = Math.toIntExact(length);
    diskNanos += writeNanos;
  }

  @Override
  public synchronized void batchSynced(int records, long length, long syncNanos) {
    diskNanos += syncNanos;
  }

  synchronized void clear() {
    count = 0;
    diskNanos = 0;
  }

  /** Their lengths in bytes, in order. */
  synchronized int[] bytes() {
    return Arrays.copyOf(bytes, count);
  }

  /** How long the log's thread was in writes and syncs; the last sync may be missing. */
  synchronized double diskSeconds() {
    return diskNanos / 1e9;
  }
}
