package dev.holdfast.wal.internal;

import dev.holdfast.wal.RecordWriter;
import dev.holdfast.wal.WalClosedException;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalPoisonedException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Two buffers between the appenders and the log's thread. Appenders number, encode and checksum
 * their records into one while the thread brings the other to the disk; when it is done, the two
 * change places. So the previous sync is the window in which a batch gathers, and memory is
 * bounded.
 *
 * <p>Waiting here cannot be interrupted: the disk decides how long it takes. An interrupt stays
 * pending.
 */
public final class BatchQueue {

  /**
   * How long the log's thread looks for more before it goes to sleep, as to be woken takes as long:
   * those whom it has just acknowledged are often back by then.
   */
  private static final long LOOKOUT_NANOS = 25_000;

  private final WalConfig config;
  private final Codec codec;
  private final SyncPolicy policy;
  private final ReentrantLock lock = new ReentrantLock();

  /** Signalled when the log's thread has something to do. */
  private final Condition work = lock.newCondition();

  /** Signalled when the buffers change places, and when none will any more. */
  private final Condition room = lock.newCondition();

  // Everything below is guarded by lock.
  private Batch filling;
  private Batch spare;
  private boolean idle;
  private boolean syncWanted;
  private boolean closing;

  /** True while a record's writer runs, on the thread that holds the lock. */
  private boolean encoding;

  private @Nullable Throwable failure;

  /** Written under lock, read by anyone. */
  private volatile long lastSeq;

  /** The last record taken; the log's thread's own. */
  private long lastTaken;

  /** Everything up to {@code lastSeq} is on disk. */
  BatchQueue(WalConfig config, SyncPolicy policy, long lastSeq) {
    this.config = config;
    this.codec = Codec.of(config.format());
    this.policy = policy;
    this.lastSeq = lastSeq;
    this.lastTaken = lastSeq;
    this.filling = new Batch(config.bufferBytes());
    this.spare = new Batch(config.bufferBytes());
    filling.restart(lastSeq);
  }

  /** The last record accepted. */
  public long lastSeq() {
    return lastSeq;
  }

  // --- What appenders call.

  /** Copies a record in, without moving the buffer's position; returns its number. */
  public long put(ByteBuffer record) {
    int length = record.remaining();
    lock.lock();
    try {
      makeRoom(length);
      Batch batch = filling;
      int at = codec.beginFrame(batch.bytes(), batch.end(), lastSeq + 1, batch.syncedToSay());
      batch.bytes().put(at, record, record.position(), length);
      return endFrame(batch, at, at + length);
    } finally {
      lock.unlock();
    }
  }

  /** Has a record of at most {@code bytesMax} encoded in place; returns its number. */
  public long put(int bytesMax, RecordWriter writer) {
    lock.lock();
    try {
      makeRoom(bytesMax);
      Batch batch = filling;
      int at = codec.beginFrame(batch.bytes(), batch.end(), lastSeq + 1, batch.syncedToSay());
      ByteBuffer claim = batch.claim(at, bytesMax);
      encode(writer, claim);
      int to = claim.position();
      if (to < at || to > at + bytesMax) {
        throw new IllegalArgumentException("the writer left the buffer's position out of range");
      }
      return endFrame(batch, at, to);
    } finally {
      lock.unlock();
    }
  }

  private void encode(RecordWriter writer, ByteBuffer target) {
    encoding = true;
    try {
      writer.write(target);
    } finally {
      encoding = false;
    }
  }

  /**
   * The lock lets its holder in again: a writer that called the log would put a record into the
   * middle of its own, or wait, with the lock, for a thread that needs the lock.
   */
  private void mustNotBeEncoding() {
    if (encoding) {
      throw new IllegalStateException(
          "the writer of a record called the log " + config.name() + " to which it is writing");
    }
  }

  private long endFrame(Batch batch, int from, int to) {
    int end = codec.endFrame(batch.bytes(), batch.end(), from, to);
    long seq = lastSeq + 1;
    batch.added(seq, end);
    lastSeq = seq;
    wake();
    return seq;
  }

  private void makeRoom(int recordBytes) {
    mustNotBeEncoding();
    if (recordBytes < 0 || recordBytes > config.recordBytesMax()) {
      throw new IllegalArgumentException(
          "a record of this log may have 0 to "
              + config.recordBytesMax()
              + " bytes (recordBytesMax), not "
              + recordBytes);
    }
    int needed = recordBytes + codec.overheadBytesMax();
    mustAccept();
    while (filling.capacity() - filling.end() < needed) {
      if (filling.records() == 0) {
        growTo(needed);
        return;
      }
      work.signal();
      room.awaitUninterruptibly();
      mustAccept();
    }
  }

  /** For one long record; the buffer is given up again once it is written. */
  private void growTo(int capacity) {
    long synced = filling.synced();
    filling = new Batch(capacity);
    filling.restart(synced);
  }

  private void mustAccept() {
    mustNotBePoisoned();
    if (closing) {
      throw closed();
    }
  }

  /** What everyone gets once the log is closed. */
  public WalClosedException closed() {
    return new WalClosedException("the log " + config.name() + " is closed");
  }

  private void mustNotBePoisoned() {
    if (failure != null) {
      throw poisoned(failure);
    }
  }

  /** What everyone gets once the log has failed. */
  WalPoisonedException poisoned(Throwable cause) {
    return new WalPoisonedException(
        "the log "
            + config.name()
            + " has stopped for good, because a write or a sync failed ("
            + cause.getMessage()
            + "); close it, mend the cause, and open it again",
        cause);
  }

  /** Has everything accepted so far synced, whatever the mode; returns the last of it. */
  public long demandSync() {
    lock.lock();
    try {
      mustNotBeEncoding();
      mustNotBePoisoned();
      if (!closing) {
        syncWanted = true;
        work.signal();
      }
      return lastSeq;
    } finally {
      lock.unlock();
    }
  }

  /** Accepts nothing more; the log's thread ends when it has written what there is. */
  public void close() {
    lock.lock();
    try {
      mustNotBeEncoding();
      closing = true;
      work.signal();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    if (idle) {
      idle = false;
      work.signal();
    }
  }

  // --- What the log's thread calls.

  /** Waits for something to do, and swaps the buffers. The batch is its own until the next call. */
  Batch take() throws InterruptedException {
    lookOut();
    lock.lock();
    try {
      awaitWork();
      linger();
      Batch batch = filling;
      boolean sync = syncWanted || closing || policy.isDue(batch.records(), System.nanoTime());
      if (sync) {
        batch.demandSync();
        syncWanted = false;
      }
      if (closing) {
        batch.markLast();
      }
      filling = spare.capacity() == config.bufferBytes() ? spare : new Batch(config.bufferBytes());
      filling.restart(sync ? lastSeq : batch.synced());
      spare = batch;
      room.signalAll();
      lastTaken = lastSeq;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void lookOut() {
    long end = System.nanoTime() + LOOKOUT_NANOS;
    while (lastSeq == lastTaken && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void awaitWork() throws InterruptedException {
    while (filling.records() == 0 && !syncWanted && !closing) {
      long nanos = policy.nanosLeft(System.nanoTime());
      if (nanos <= 0) {
        break;
      }
      idle = true;
      if (nanos == Long.MAX_VALUE) {
        work.await();
      } else {
        long _ = work.awaitNanos(nanos);
      }
    }
    idle = false;
  }

  /** Lets the first record wait for company, unless someone waits for room or for a sync. */
  private void linger() throws InterruptedException {
    long left = config.linger().toNanos();
    while (left > 0 && filling.records() > 0 && !lock.hasWaiters(room) && !syncWanted && !closing) {
      left = work.awaitNanos(left);
    }
  }

  /** Refuses everything from now on. */
  void poison(Throwable cause) {
    lock.lock();
    try {
      failure = cause;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
