package dev.holdfast.wal;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.holdfast.storage.Directory;
import dev.holdfast.wal.internal.BatchQueue;
import dev.holdfast.wal.internal.CommitThread;
import dev.holdfast.wal.internal.LogOpening;
import dev.holdfast.wal.internal.SegmentStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * A durable, ordered log of opaque records, numbered from 1 without gaps.
 *
 * <p>{@link #appendDurable} is the whole idea: when it returns, the record is there to stay, as far
 * as the log's {@link Durability} promises. Records of many threads share one write and one sync.
 *
 * <p><b>Threads.</b> Thread safe; for platform and virtual threads alike. One platform thread per
 * log writes and syncs; callers only ever touch memory. A record accepted happens-before it is
 * reported durable.
 *
 * <p><b>Waiting</b> is for the disk and cannot be interrupted: an interrupt stays pending and harms
 * nothing. A time to wait may be of any length; less than zero is zero.
 *
 * <p><b>Failure.</b> A write or sync that fails poisons the log for good: see {@link
 * WalPoisonedException}. A closed log takes no record and deletes none, but throws {@link
 * WalClosedException}; what asks, waits or reads still works.
 *
 * <p>The owner of the directory must hold its lock: the log does not take it.
 */
public final class Wal implements AutoCloseable {

  private final Directory directory;
  private final WalConfig config;
  private final SegmentStore store;
  private final BatchQueue queue;
  private final CommitThread thread;
  private final Recovery recovery;

  private Wal(Directory directory, WalConfig config, LogOpening.Opened opened) {
    this.directory = directory;
    this.config = config;
    this.store = opened.store();
    this.queue = opened.queue();
    this.thread = opened.thread();
    this.recovery = opened.recovery();
  }

  /**
   * Opens a log, or begins one. Cuts off an unfinished write at the end, and makes what is left
   * durable before it returns.
   *
   * @throws CorruptLogException if durable records are damaged or missing; nothing was changed
   * @throws NewerFormatException if a later version of this library wrote it; nothing was changed
   * @throws WalException if a file cannot be read or written
   */
  public static Wal open(Directory directory, WalConfig config, WalListener listener) {
    LogOpening.Opened opened;
    try {
      opened = LogOpening.open(directory, config, listener);
    } catch (IOException e) {
      throw new WalException("cannot open the log " + directory.describe(config.name()), e);
    }
    Wal wal = new Wal(directory, config, opened);
    wal.thread.start();
    try {
      listener.recovered(opened.recovery());
    } catch (RuntimeException | Error e) {
      wal.close();
      throw e;
    }
    return wal;
  }

  /** What {@link #open} found and did. */
  public Recovery recovery() {
    return recovery;
  }

  /**
   * Adds a record, which will be durable soon. Waits only while the buffers are full.
   *
   * @param record from its position to its limit, which stay as they are
   * @return its number
   * @throws IllegalArgumentException if it is too long, or not what the format can hold
   */
  public long write(ByteBuffer record) {
    return queue.put(record);
  }

  /**
   * Adds a record that is encoded straight into the log's buffer, without a copy or an allocation.
   *
   * @param bytesMax as long as it can become
   * @return its number
   * @throws IllegalArgumentException if it is too long, or not what the format can hold
   */
  public long write(int bytesMax, RecordWriter writer) {
    return queue.put(bytesMax, writer);
  }

  /**
   * Adds a record; the future completes with its number once it is durable. Dependent stages run on
   * the log's thread unless made with an {@code Async} method: they must not block.
   */
  public CompletableFuture<Long> append(ByteBuffer record) {
    return thread.durable(queue.put(record));
  }

  /** As {@link #append(ByteBuffer)}, encoded straight into the log's buffer. */
  public CompletableFuture<Long> append(int bytesMax, RecordWriter writer) {
    return thread.durable(queue.put(bytesMax, writer));
  }

  /** As {@link #append(ByteBuffer)}, but complete once it is on disk, whatever the log's mode. */
  public CompletableFuture<Long> appendSynced(ByteBuffer record) {
    return onDisk(queue.put(record));
  }

  /** As {@link #appendSynced(ByteBuffer)}, encoded straight into the log's buffer. */
  public CompletableFuture<Long> appendSynced(int bytesMax, RecordWriter writer) {
    return onDisk(queue.put(bytesMax, writer));
  }

  private CompletableFuture<Long> onDisk(long seq) {
    CompletableFuture<Long> onDisk = thread.synced(seq);
    if (!onDisk.isDone()) {
      queue.demandSync();
    }
    return onDisk;
  }

  /** Adds a record and blocks until it is durable; returns its number. */
  public long appendDurable(ByteBuffer record) {
    long seq = queue.put(record);
    thread.awaitDurable(seq, Long.MAX_VALUE);
    return seq;
  }

  /** The number of the last record added; that of the first, less one, if there is none. */
  public long lastSeq() {
    return queue.lastSeq();
  }

  /** The last record that is durable: what the log's {@link Durability} makes of that word. */
  public long durableSeq() {
    return thread.durableSeq();
  }

  /** The last record that is on disk. */
  public long syncedSeq() {
    return thread.syncedSeq();
  }

  /**
   * Blocks until record {@code seq} is durable.
   *
   * @throws IllegalArgumentException if there is no such record yet
   */
  public void awaitDurable(long seq) {
    mustExist(seq);
    thread.awaitDurable(seq, Long.MAX_VALUE);
  }

  /** As {@link #awaitDurable(long)}, for at most that long; true if it is durable. */
  public boolean awaitDurable(long seq, Duration timeout) {
    mustExist(seq);
    return thread.awaitDurable(seq, NANOSECONDS.convert(timeout));
  }

  private void mustExist(long seq) {
    if (seq > queue.lastSeq()) {
      throw new IllegalArgumentException(
          "record " + seq + " was not written yet: the last one is " + queue.lastSeq());
    }
  }

  /** Blocks until everything added so far is on disk, whatever the mode; returns the last of it. */
  public long sync() {
    long seq = queue.demandSync();
    thread.awaitSynced(seq);
    return seq;
  }

  /**
   * Deletes the files all of whose records are below {@code seq}, the first record still needed.
   * The last file always stays, so numbering never starts again; so do files that are {@linkplain
   * #hold held} and records that are not on disk.
   *
   * <p>{@link WalListener#segmentDeleted} is called by this thread, and what it throws is thrown
   * here.
   *
   * @throws WalClosedException if the log is closed; nothing is deleted, here or by a call that is
   *     under way, once {@link #close} has returned
   * @throws WalException if a file cannot be deleted; the log stays usable, and the call may be
   *     repeated
   */
  public void truncateBefore(long seq) {
    try {
      if (!store.deleteBefore(Math.min(seq, thread.syncedSeq() + 1))) {
        throw queue.closed();
      }
    } catch (IOException e) {
      throw new WalException("cannot truncate the log " + directory.describe(config.name()), e);
    }
  }

  /**
   * Deletes the oldest files until no more than {@code bytesMax} are left, as far as {@link
   * #truncateBefore} may.
   */
  public void truncateToSize(long bytesMax) {
    truncateBefore(store.firstSeqWithin(bytesMax, thread.segmentBytes()));
  }

  /**
   * Deletes the files whose records are all older than {@code time}, as far as {@link
   * #truncateBefore} may. A file's records are older than the beginning of the next file.
   */
  public void truncateOlderThan(Instant time) {
    long millis = MILLISECONDS.convert(Duration.between(Instant.EPOCH, time)); // or the nearest
    truncateBefore(store.firstSeqAt(millis));
  }

  /** Keeps the records from {@code seq} on, as far as they are still there, until it is closed. */
  public WalHold hold(long seq) {
    return new WalHold(store.hold(seq));
  }

  /**
   * A reader from {@code seq} on, or from the first record that is left, that waits for more and
   * holds what it has not read.
   */
  public WalFollower follow(long seq) {
    WalHold hold = hold(seq);
    return new WalFollower(readFrom(seq), thread, hold);
  }

  /**
   * A cursor over the durable records from {@code seq} on, or from the first that is left. It sees
   * what becomes durable while it reads.
   */
  public WalReader readFrom(long seq) {
    return new WalReader(directory, config.name(), seq, thread::durableSeq);
  }

  /** Bytes of all the log's files, without space kept free. */
  public long sizeBytes() {
    return store.completeBytes() + thread.segmentBytes();
  }

  /**
   * Syncs what was added, whatever the mode, and ends the log's thread. Has no effect the second
   * time.
   *
   * @throws IllegalStateException on the log's own thread, in a listener or a dependent stage, and
   *     in a {@link RecordWriter}; nothing is closed then
   * @throws WalPoisonedException if that sync fails; a log that was poisoned before just closes
   */
  @Override
  public void close() {
    thread.mustNotBeCurrent();
    queue.close();
    store.close();
    thread.join();
  }
}
