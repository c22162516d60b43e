package dev.holdfast.wal.internal;

import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalException;
import dev.holdfast.wal.WalListener;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes and syncs: swap the buffers, write, sync, say how far it got. Syncs
 * are serial because side by side they only cost more; and a platform thread does them because file
 * I/O would hold a virtual thread's carrier.
 *
 * <p>After any failure it stops for good. It never syncs again: the system may have dropped the
 * pages that it failed to write, and would report success.
 */
public final class CommitThread {

  private final BatchQueue queue;
  private final SegmentWriter writer;
  private final SyncPolicy policy;
  private final WalListener listener;
  private final String logName;
  private final Thread thread;

  /** Passed by what is as durable as the log's mode promises. */
  private final DurabilityGate durable;

  /** Passed by what is on disk; the same gate if the mode promises just that. */
  private final DurabilityGate synced;

  /** The last record handed to the operating system; this thread's own. */
  private long lastWritten;

  private volatile @Nullable Throwable failureWhileClosing;

  CommitThread(
      WalConfig config,
      BatchQueue queue,
      SegmentWriter writer,
      SyncPolicy policy,
      WalListener listener) {
    this.logName = config.name();
    this.queue = queue;
    this.writer = writer;
    this.policy = policy;
    this.listener = listener;
    this.durable = new DurabilityGate(queue.lastSeq());
    this.synced = policy.acknowledgesUnsynced() ? new DurabilityGate(queue.lastSeq()) : durable;
    this.thread = Thread.ofPlatform().name("holdfast-wal " + logName).unstarted(this::run);
  }

  /** Starts it, once. */
  public void start() {
    thread.start();
  }

  // --- What callers ask.

  /** See {@link dev.holdfast.wal.Wal#durableSeq}. */
  public long durableSeq() {
    return durable.reached();
  }

  /** See {@link dev.holdfast.wal.Wal#syncedSeq}. */
  public long syncedSeq() {
    return synced.reached();
  }

  /** Blocks until that record is durable, or so long. */
  public boolean awaitDurable(long seq, long nanos) {
    return durable.await(seq, nanos);
  }

  /** Blocks until that record is on disk. */
  public void awaitSynced(long seq) {
    synced.await(seq, Long.MAX_VALUE);
  }

  /** Completes once that record is durable. */
  public CompletableFuture<Long> durable(long seq) {
    return durable.future(seq);
  }

  /** Completes once that record is on disk. */
  public CompletableFuture<Long> synced(long seq) {
    return synced.future(seq);
  }

  /** Bytes in the segment that is being written. */
  public long segmentBytes() {
    return writer.position();
  }

  /** Refuses the log's own thread, which cannot wait for its own end. */
  public void mustNotBeCurrent() {
    if (Thread.currentThread().equals(thread)) {
      throw new IllegalStateException(
          "a listener or a future of the log " + logName + " tried to close it on its own thread");
    }
  }

  /** Waits for the end of the thread; an interrupt stays pending. */
  public void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable cause = failureWhileClosing;
    if (cause != null) {
      failureWhileClosing = null;
      throw queue.poisoned(cause);
    }
  }

  // --- What the thread does.

  /** Whatever goes wrong here, an Error included, must reach the waiters. */
  private void run() {
    boolean last = false;
    try {
      while (!last) {
        Batch batch = queue.take();
        last = batch.last();
        commit(batch);
      }
      writer.mark(queue.lastSeq());
      writer.close();
      endGates(queue::closed);
    } catch (Throwable e) {
      poison(e, last);
    }
  }

  private void commit(Batch batch) throws IOException {
    if (batch.records() > 0) {
      write(batch);
      if (policy.acknowledgesUnsynced()) {
        durable.advance(batch.lastSeq());
        listener.durable(batch.lastSeq());
      }
    }
    if (batch.sync() && policy.unsyncedRecords() > 0) {
      sync();
    }
  }

  private void write(Batch batch) throws IOException {
    if (writer.needsRoll(batch)) {
      roll(batch.firstSeq());
    }
    long start = System.nanoTime();
    writer.write(batch.content());
    long end = System.nanoTime();
    policy.written(batch.records(), batch.end(), end);
    lastWritten = batch.lastSeq();
    listener.batchWritten(batch.records(), batch.end(), end - start);
  }

  /** The old segment is synced before there is a new one: what follows must not outlive it. */
  private void roll(long firstSeq) throws IOException {
    if (policy.unsyncedRecords() > 0) {
      sync();
    }
    writer.roll(firstSeq);
    listener.segmentRolled(SegmentName.of(logName, firstSeq), firstSeq);
  }

  private void sync() throws IOException {
    long start = System.nanoTime();
    writer.sync();
    long nanos = System.nanoTime() - start;
    int records = (int) Math.min(Integer.MAX_VALUE, policy.unsyncedRecords());
    long bytes = policy.unsyncedBytes();
    policy.synced();
    synced.advance(lastWritten);
    listener.batchSynced(records, bytes, nanos);
    if (!policy.acknowledgesUnsynced()) {
      listener.durable(lastWritten);
    }
  }

  private void endGates(Supplier<WalException> exception) {
    durable.end(exception);
    if (!synced.equals(durable)) {
      synced.end(exception);
    }
  }

  private void poison(Throwable cause, boolean closing) {
    if (closing) {
      failureWhileClosing = cause;
    }
    queue.poison(cause);
    endGates(() -> queue.poisoned(cause));
    try {
      writer.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    try {
      listener.poisoned(cause);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
