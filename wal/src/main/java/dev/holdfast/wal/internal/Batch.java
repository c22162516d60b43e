package dev.holdfast.wal.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Frames on their way to the disk: one buffer and what is known of its content. */
final class Batch {

  private final ByteBuffer bytes;
  private final ByteBuffer claim;
  private long synced;
  private int end;
  private int records;
  private long lastSeq;
  private boolean sync;
  private boolean last;

  Batch(int capacity) {
    bytes = ByteBuffer.allocateDirect(capacity);
    claim = bytes.duplicate();
  }

  /** Empties it. Everything up to {@code syncedBefore} is on disk before it will be written. */
  void restart(long syncedBefore) {
    synced = syncedBefore;
    bytes.clear();
    end = 0;
    records = 0;
    lastSeq = 0;
    sync = false;
    last = false;
  }

  /** The buffer, for absolute puts behind {@link #end}; its position and limit mean nothing. */
  ByteBuffer bytes() {
    return bytes;
  }

  /**
   * A window on {@code length} bytes at {@code from} for the one who encodes a record. It is one
   * object for all of them: nothing of how the last one left it may stay.
   */
  ByteBuffer claim(int from, int length) {
    return claim.clear().limit(from + length).position(from).order(ByteOrder.BIG_ENDIAN);
  }

  /** What the next frame says to have been synced: only the first one says it. */
  long syncedToSay() {
    return records == 0 ? synced : Frame.UNSAID;
  }

  void added(long seq, int newEnd) {
    records++;
    lastSeq = seq;
    end = newEnd;
  }

  void demandSync() {
    sync = true;
  }

  void markLast() {
    last = true;
  }

  /** What is to be written, from position to limit. */
  ByteBuffer content() {
    return bytes.clear().limit(end);
  }

  long synced() {
    return synced;
  }

  int end() {
    return end;
  }

  int records() {
    return records;
  }

  long firstSeq() {
    return lastSeq - records + 1;
  }

  long lastSeq() {
    return lastSeq;
  }

  /** True if everything must be on disk once this batch is written. */
  boolean sync() {
    return sync;
  }

  /** True if nothing will follow. */
  boolean last() {
    return last;
  }

  int capacity() {
    return bytes.capacity();
  }
}
