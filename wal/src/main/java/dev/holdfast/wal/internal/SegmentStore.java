package dev.holdfast.wal.internal;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.wal.WalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The segment files of a log that is open: makes them, deletes them, knows their sizes. */
public final class SegmentStore {

  /** A segment that is complete, or the last one, whose size is known to its writer. */
  private record Entry(String file, long firstSeq, long bytes) {}

  private final Directory directory;
  private final WalConfig config;
  private final Codec codec;

  /** Guarded by this. In order; the last one is being written. */
  private final Deque<Entry> entries = new ArrayDeque<>();

  SegmentStore(Directory directory, WalConfig config, List<SegmentState> segments) {
    this.directory = directory;
    this.config = config;
    this.codec = Codec.of(config.format());
    for (SegmentState segment : segments) {
      entries.add(new Entry(segment.file(), segment.firstSeq(), segment.end()));
    }
  }

  /**
   * Makes the next segment. It gets its name only once its header is on the disk, so that under
   * that name there is never less than a header.
   *
   * @param previousBytes the size of the segment that ends here
   * @return the file, its header written and synced
   */
  DataFile begin(long firstSeq, long previousBytes) throws IOException {
    String name = SegmentName.of(config.name(), firstSeq);
    String unfinished = SegmentName.next(config.name());
    DataFile file = directory.create(unfinished);
    try {
      ByteBuffer header = ByteBuffer.allocate(Codec.HEADER_BYTES_MAX);
      codec.putHeader(header, firstSeq);
      file.write(header.flip(), 0);
      file.sync();
      directory.rename(unfinished, name);
      directory.sync();
    } catch (IOException e) {
      closeAfter(e, file);
      throw e;
    }
    add(new Entry(name, firstSeq, 0), previousBytes);
    return file;
  }

  private static void closeAfter(IOException failure, DataFile file) {
    try {
      file.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private synchronized void add(Entry entry, long previousBytes) {
    if (!entries.isEmpty()) {
      Entry previous = entries.removeLast();
      entries.addLast(new Entry(previous.file(), previous.firstSeq(), previousBytes));
    }
    entries.addLast(entry);
  }

  int headerBytes() {
    ByteBuffer header = ByteBuffer.allocate(Codec.HEADER_BYTES_MAX);
    codec.putHeader(header, lastFirstSeq());
    return header.position();
  }

  /** Bytes of the segments but the last. */
  public synchronized long completeBytes() {
    long bytes = 0;
    for (Entry entry : entries) {
      bytes += entry.equals(entries.getLast()) ? 0 : entry.bytes();
    }
    return bytes;
  }

  /** The number of the first record that is left, or will be. */
  public synchronized long firstSeq() {
    return entries.getFirst().firstSeq();
  }

  synchronized long lastFirstSeq() {
    return entries.getLast().firstSeq();
  }

  /**
   * Deletes the segments all of whose records are below {@code seq}, but never the last. Oldest
   * first, and each for good before the next one, so that a crash leaves no gap.
   */
  public synchronized void deleteBefore(long seq) throws IOException {
    while (entries.size() > 1 && secondFirstSeq() <= seq) {
      delete(entries.getFirst().file());
      entries.removeFirst();
    }
  }

  private long secondFirstSeq() {
    Iterator<Entry> inOrder = entries.iterator();
    inOrder.next();
    return inOrder.next().firstSeq();
  }

  private void delete(String file) throws IOException {
    try {
      directory.delete(file);
    } catch (NoSuchFileException e) {
      // A deletion that seemed to fail had taken place.
    }
    directory.sync();
  }
}
