package dev.holdfast.wal.internal;

import dev.holdfast.storage.DataFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes batches one after the other, from segment to segment. Used by the log's thread alone. */
final class SegmentWriter {

  private final SegmentStore store;
  private final Codec codec;
  private final long segmentBytesMax;
  private DataFile file;
  private long firstSeq;
  private boolean dirty;

  /** Where the next frame goes. */
  private long end;

  /** The same, for anyone to read. */
  private volatile long position;

  SegmentWriter(
      SegmentStore store, Codec codec, long segmentBytesMax, DataFile file, long position) {
    this.store = store;
    this.codec = codec;
    this.segmentBytesMax = segmentBytesMax;
    this.file = file;
    moveTo(position);
    this.firstSeq = store.lastFirstSeq();
  }

  private void moveTo(long place) {
    end = place;
    position = place;
  }

  /** True if the batch has to go into a new segment. */
  boolean needsRoll(Batch batch) {
    return end + batch.end() > segmentBytesMax && batch.firstSeq() > firstSeq;
  }

  /**
   * Ends this segment, durably, and begins the next: what follows must not outlive what precedes.
   */
  void roll(long nextFirstSeq) throws IOException {
    sync();
    DataFile next = store.begin(nextFirstSeq, end);
    DataFile previous = file;
    file = next;
    firstSeq = nextFirstSeq;
    moveTo(store.headerBytes());
    previous.close();
  }

  void write(ByteBuffer frames) throws IOException {
    int length = frames.remaining();
    dirty = true;
    file.write(frames, end);
    moveTo(end + length);
  }

  void sync() throws IOException {
    if (dirty) {
      file.sync();
      dirty = false;
    }
  }

  /** Notes that everything up to {@code seq} is on disk, so that damage to it can be told. */
  void mark(long seq) throws IOException {
    ByteBuffer mark = ByteBuffer.allocate(Codec.HEADER_BYTES_MAX);
    codec.putMark(mark, seq);
    write(mark.flip());
    sync();
  }

  long position() {
    return position;
  }

  String fileName() {
    return file.name();
  }

  void close() throws IOException {
    file.close();
  }
}
