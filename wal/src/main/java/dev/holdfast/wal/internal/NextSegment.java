package dev.holdfast.wal.internal;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.wal.WalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the file of the next segment while the present one is being written: as long as a segment
 * may become, full of free space, and synced. What is written into it later changes neither its
 * length nor its place on the disk, so that an fdatasync has nothing to bring there but the
 * records.
 *
 * <p>A thread of its own does that, once for each segment. If it fails, for want of space perhaps,
 * nobody is told: the file is deleted, and the segment is made when it is needed, as a small log's
 * always are.
 */
final class NextSegment {

  /** Synced so often, that the records' own syncs do not wait behind all of it. */
  private static final int SYNC_BYTES = 1 << 20;

  private final Directory directory;
  private final WalConfig config;
  private final ByteBuffer freeSpace;
  private final String file;

  /** The log's thread's own. */
  private @Nullable Thread thread;

  private volatile boolean cancelled;

  /** Set by the preparing thread as its last act, taken by the log's thread. */
  private volatile @Nullable DataFile ready;

  NextSegment(Directory directory, WalConfig config, ByteBuffer freeSpace) {
    this.directory = directory;
    this.config = config;
    this.freeSpace = freeSpace.duplicate();
    this.file = SegmentName.prepared(config.name());
  }

  /** Begins to prepare one, unless that is under way or done. */
  void prepare() {
    if (ready == null && (thread == null || !thread.isAlive())) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .name("holdfast-wal " + config.name() + " prepares a segment")
              .start(this::run);
    }
  }

  /** True if one can be had. */
  boolean isReady() {
    return ready != null;
  }

  /** The file if it is ready, which is the caller's from then on; else null. */
  @Nullable DataFile take() {
    DataFile taken = ready;
    ready = null;
    return taken;
  }

  private void run() {
    try {
      ready = make();
    } catch (IOException | RuntimeException e) {
      discard();
    }
  }

  private DataFile make() throws IOException {
    discard();
    DataFile next = directory.create(file);
    try {
      fill(next);
      return next;
    } catch (IOException | RuntimeException e) {
      next.close();
      throw e;
    }
  }

  private void fill(DataFile next) throws IOException {
    long end = config.segmentBytesMax();
    for (long at = 0; at < end; at += freeSpace.limit()) {
      if (cancelled) {
        throw new IOException("the log is closed");
      }
      freeSpace.clear().limit((int) Math.min(freeSpace.capacity(), end - at));
      next.write(freeSpace, at);
      long written = at + freeSpace.limit();
      if (written % SYNC_BYTES == 0 || written == end) {
        next.sync();
      }
    }
  }

  /** Deletes what may be there; if that fails, the next opening of the log does it. */
  private void discard() {
    try {
      if (directory.exists(file)) {
        directory.delete(file);
      }
    } catch (IOException e) {
      // It is in nobody's way.
    }
  }

  /** Ends the thread, and closes and deletes a file that nobody took. */
  void close() throws IOException {
    cancelled = true;
    if (thread != null) {
      Threads.join(thread);
    }
    DataFile unused = take();
    if (unused != null) {
      unused.close();
      discard();
    }
  }
}
