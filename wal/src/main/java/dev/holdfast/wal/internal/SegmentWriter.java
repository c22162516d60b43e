package dev.holdfast.wal.internal;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.wal.WalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes batches one after the other, from segment to segment. Used by the log's thread alone. */
final class SegmentWriter {

  /** A segment that may not become as long as this is not worth preparing. */
  private static final long PREPARED_BYTES_MIN = 1 << 20;

  /** Who writes as much in this segment may need another one. */
  private static final long PREPARES_AFTER_BYTES = 1 << 20;

  /**
   * Of smaller batches than this, on average, a piece of free space takes so many that a whole
   * segment of it is not worth the disturbance.
   */
  private static final long PREPARES_FOR_BATCH_BYTES = 4 << 10;

  private final SegmentStore store;
  private final WalConfig config;
  private final Codec codec;
  private final ByteBuffer freeSpace;
  private final NextSegment next;
  private DataFile file;
  private long firstSeq;

  /** Where this segment ended when it was begun or found. */
  private long start;

  /** Batches written since then. */
  private long batches;

  /** Whether this segment's space was prepared as a whole. */
  private boolean prepared;

  private boolean dirty;

  /** Where the next frame goes. */
  private long end;

  /** How far the file goes, free space included. */
  private long fileEnd;

  /** {@link #end} for anyone to read. */
  private volatile long position;

  SegmentWriter(Directory directory, SegmentStore store, WalConfig config, DataFile file)
      throws IOException {
    this.store = store;
    this.config = config;
    this.codec = Codec.of(config.format());
    this.freeSpace = ByteBuffer.allocateDirect(WalConfig.PREALLOCATED_BYTES);
    while (freeSpace.hasRemaining()) {
      freeSpace.put(codec.padding());
    }
    this.next = new NextSegment(directory, config, freeSpace);
    this.file = file;
    start(store.lastFirstSeq(), store.lastBytes(), file.size());
  }

  private void start(long newFirstSeq, long newEnd, long newFileEnd) {
    firstSeq = newFirstSeq;
    start = newEnd;
    batches = 0;
    fileEnd = newFileEnd;
    moveTo(newEnd);
  }

  private void moveTo(long place) {
    end = place;
    position = place;
  }

  /**
   * True if the batch has to go into a new segment, or had better: one that was prepared is written
   * so much faster that one that was not ends early.
   */
  boolean needsRoll(Batch batch) {
    boolean full = end + batch.end() > config.segmentBytesMax();
    return (full || (!prepared && next.isReady())) && batch.firstSeq() > firstSeq;
  }

  /** Ends this segment, which must be synced, and begins the next. */
  void roll(long nextFirstSeq) throws IOException {
    DataFile ready = next.take();
    DataFile previous = file;
    prepared = ready != null;
    file = ready == null ? store.begin(nextFirstSeq, end) : store.begin(ready, nextFirstSeq, end);
    start(nextFirstSeq, store.lastBytes(), file.size());
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
    prepareNext();
  }

  private void prepareNext() {
    batches++;
    long bytes = end - start;
    long bytesMax = config.segmentBytesMax();
    if (config.preallocate()
        && bytesMax >= PREPARED_BYTES_MIN
        && bytes >= Math.min(PREPARES_AFTER_BYTES, bytesMax / 2)
        && bytes / batches >= PREPARES_FOR_BATCH_BYTES) {
      next.prepare();
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
    ByteBuffer mark = ByteBuffer.allocate(Codec.HEADER_BYTES_MAX);
    codec.putMark(mark, seq);
    write(mark.flip());
    sync();
  }

  long position() {
    return position;
  }

  /** Gives the free space at the end back; if a crash undoes that, it is free space again. */
  void trim() throws IOException {
    if (fileEnd > end) {
      file.truncate(end);
    }
  }

  void close() throws IOException {
    try (DataFile _ = file) {
      next.close();
    }
  }
}
