package dev.holdfast.wal.internal;

import dev.holdfast.storage.DataFile;
import dev.holdfast.wal.WalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes batches one after the other, from segment to segment. Used by the log's thread alone. */
final class SegmentWriter {

  private final SegmentStore store;
  private final WalConfig config;
  private final Codec codec;
  private final ByteBuffer freeSpace;
  private DataFile file;
  private long firstSeq;
  private boolean dirty;

  /** Where the next frame goes. */
  private long end;

  /** How far the file goes, free space included. */
  private long fileEnd;

  /** {@link #end} for anyone to read. */
  private volatile long position;

  SegmentWriter(SegmentStore store, WalConfig config, DataFile file) throws IOException {
    this.store = store;
    this.config = config;
    this.codec = Codec.of(config.format());
    this.freeSpace = ByteBuffer.allocateDirect(WalConfig.PREALLOCATED_BYTES);
    while (freeSpace.hasRemaining()) {
      freeSpace.put(codec.padding());
    }
    this.file = file;
    start(store.lastFirstSeq(), store.lastBytes(), file.size());
  }

  private void start(long newFirstSeq, long newEnd, long newFileEnd) {
    firstSeq = newFirstSeq;
    fileEnd = newFileEnd;
    moveTo(newEnd);
  }

  private void moveTo(long place) {
    end = place;
    position = place;
  }

  /** True if the batch has to go into a new segment. */
  boolean needsRoll(Batch batch) {
    return end + batch.end() > config.segmentBytesMax() && batch.firstSeq() > firstSeq;
  }

  /** Ends this segment, which must be synced, and begins the next. */
  void roll(long nextFirstSeq) throws IOException {
    DataFile next = store.begin(nextFirstSeq, end);
    DataFile previous = file;
    file = next;
    start(nextFirstSeq, store.lastBytes(), store.lastBytes());
    previous.close();
  }

  void write(ByteBuffer frames) throws IOException {
    int length = frames.remaining();
    dirty = true;
    file.write(frames, end);
    moveTo(end + length);
    if (end > fileEnd) {
      fileEnd = end;
      if (config.preallocate() && length < WalConfig.PREALLOCATED_BYTES / 4) {
        makeFreeSpace();
      }
    }
  }

  /**
   * A small batch that makes the file longer takes free space along, so that the next ones need
   * not. For a large one the change of length is cheap beside its bytes.
   */
  private void makeFreeSpace() throws IOException {
    long room = config.segmentBytesMax() - end;
    if (room > 0) {
      freeSpace.clear().limit((int) Math.min(room, freeSpace.capacity()));
      fileEnd = end + freeSpace.limit();
      file.write(freeSpace, end);
    }
  }

  void sync() throws IOException {
    if (dirty) {
      file.sync();
      dirty = false;
    }
  }

  /** Notes that everything up to {@code seq} is on disk, so that damage to it can be told. */
  void mark(long seq) throws IOException {
    ByteBuffer mark = ByteBuffer.allocate(Codec.MARK_BYTES_MAX);
    codec.putMark(mark, seq);
    write(mark.flip());
    sync();
  }

  long position() {
    return position;
  }

  void close() throws IOException {
    file.close();
  }
}
