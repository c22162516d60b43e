package dev.holdfast.wal.internal;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The segment files of a log that is open: makes them, deletes them, knows their sizes. */
public final class SegmentStore {

  /** A segment; the size of the last one is known to its writer alone. */
  private record Entry(String file, long firstSeq, long createdMillis, long bytes) {}

  /** Keeps the records from a number on; see {@link dev.holdfast.wal.WalHold}. */
  public final class Hold {
    private long seq;

    private Hold(long seq) {
      this.seq = seq;
    }

    /** From now on, records below {@code newSeq} may go. */
    public void moveTo(long newSeq) {
      synchronized (SegmentStore.this) {
        seq = Math.max(seq, newSeq);
      }
    }

    /** Keeps nothing any more. */
    public void release() {
      synchronized (SegmentStore.this) {
        holds.remove(this);
      }
    }
  }

  private final Directory directory;
  private final WalConfig config;
  private final WalListener listener;
  private final Codec codec;

  /** Guarded by this. In order; the last one is being written. */
  private final List<Entry> entries = new ArrayList<>();

  /** Guarded by this. */
  private final Set<Hold> holds = new HashSet<>();

  /** Guarded by this. */
  private boolean closed;

  SegmentStore(
      Directory directory, WalConfig config, List<SegmentState> segments, WalListener listener) {
    this.directory = directory;
    this.config = config;
    this.listener = listener;
    this.codec = Codec.of(config.format());
    for (SegmentState segment : segments) {
      entries.add(
          new Entry(segment.file(), segment.firstSeq(), segment.createdMillis(), segment.end()));
    }
  }

  // --- For the writer.

  /**
   * Makes the next segment. It gets its name only once its header is on the disk, so that under
   * that name there is never less than a header; and it is opened once more under that name, so
   * that errors tell it.
   *
   * @param previousBytes the size of the segment that ends here
   * @return the file, its header written and synced
   */
  DataFile begin(long firstSeq, long previousBytes) throws IOException {
    String name = SegmentName.of(config.name(), firstSeq);
    String unfinished = SegmentName.next(config.name());
    long createdMillis = config.clock().millis();
    ByteBuffer header = ByteBuffer.allocate(Codec.HEADER_BYTES_MAX);
    codec.putHeader(header, firstSeq, createdMillis);
    try (DataFile file = directory.create(unfinished)) {
      file.write(header.flip(), 0);
      file.sync();
    }
    directory.rename(unfinished, name);
    directory.sync();
    DataFile file = directory.open(name);
    add(new Entry(name, firstSeq, createdMillis, header.limit()), previousBytes);
    return file;
  }

  private synchronized void add(Entry entry, long previousBytes) {
    if (!entries.isEmpty()) {
      Entry last = entries.removeLast();
      entries.add(new Entry(last.file(), last.firstSeq(), last.createdMillis(), previousBytes));
    }
    entries.add(entry);
  }

  /** The size at which the last segment was begun or found. */
  synchronized long lastBytes() {
    return entries.getLast().bytes();
  }

  synchronized long lastFirstSeq() {
    return entries.getLast().firstSeq();
  }

  // --- For everyone.

  /** Bytes of the segments but the last. */
  public synchronized long completeBytes() {
    return entries.stream().limit(entries.size() - 1).mapToLong(Entry::bytes).sum();
  }

  /** Number of segments. */
  public synchronized int count() {
    return entries.size();
  }

  /** The number of the first record that is left, or will be. */
  public synchronized long firstSeq() {
    return entries.getFirst().firstSeq();
  }

  /** Keeps the records from {@code seq} on, as far as they are still there. */
  public synchronized Hold hold(long seq) {
    Hold hold = new Hold(seq);
    holds.add(hold);
    return hold;
  }

  /**
   * Deletes the segments all of whose records are below {@code seq} and not held, but never the
   * last. Oldest first, and each for good before the next one, so that a crash leaves no gap. The
   * listener hears of them once the monitor is free: the log's thread must not wait for it.
   *
   * @return false if the log is closed
   */
  public boolean deleteBefore(long seq) throws IOException {
    List<String> deleted = new ArrayList<>();
    try {
      return deleteBefore(seq, deleted);
    } finally {
      deleted.forEach(listener::segmentDeleted);
    }
  }

  private synchronized boolean deleteBefore(long seq, List<String> deleted) throws IOException {
    if (closed) {
      return false;
    }
    long end = holds.stream().mapToLong(hold -> hold.seq).min().orElse(Long.MAX_VALUE);
    while (entries.size() > 1 && entries.get(1).firstSeq() <= Math.min(seq, end)) {
      String file = entries.getFirst().file();
      delete(file);
      entries.removeFirst();
      deleted.add(file);
    }
    return true;
  }

  /** Deletes nothing any more: once this returns, the files may be another log's. */
  public synchronized void close() {
    closed = true;
  }

  private void delete(String file) throws IOException {
    try {
      directory.delete(file);
    } catch (NoSuchFileException e) {
      // A deletion that seemed to fail had taken place.
    }
    directory.sync();
  }

  /** The first record to keep so that no more than so many bytes are left, if possible. */
  public synchronized long firstSeqWithin(long bytesMax, long lastBytes) {
    long bytes = lastBytes;
    int first = entries.size() - 1;
    while (first > 0 && bytes + entries.get(first - 1).bytes() <= bytesMax) {
      first--;
      bytes += entries.get(first).bytes();
    }
    return entries.get(first).firstSeq();
  }

  /** The first record of the last segment that was begun at or before that time. */
  public synchronized long firstSeqAt(long millis) {
    long seq = firstSeq();
    for (Entry entry : entries) {
      seq = entry.createdMillis() <= millis ? entry.firstSeq() : seq;
    }
    return seq;
  }
}
