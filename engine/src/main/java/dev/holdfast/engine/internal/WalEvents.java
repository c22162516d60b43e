package dev.holdfast.engine.internal;

import dev.holdfast.engine.EngineListener;
import dev.holdfast.wal.WalListener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Carries what the log says to those who wait for it. The log is open before they exist, so they
 * connect later.
 */
final class WalEvents implements WalListener {
  private final EngineListener listener;
  private final WalListener next;
  private volatile @Nullable ReplyGate gate;
  private volatile @Nullable FailureLatch failure;

  /** The log's own thread, once it has said anything here. */
  private volatile @Nullable Thread thread;

  WalEvents(EngineListener listener) {
    this.listener = listener;
    this.next = listener.log();
  }

  /** Before the first append. */
  void connect(ReplyGate newGate, FailureLatch newFailure) {
    gate = newGate;
    failure = newFailure;
  }

  /** Whether that is the log's thread, as whoever is called by it through this may want to know. */
  boolean isThread(Thread other) {
    return other.equals(thread);
  }

  private void saidByTheLog() {
    thread = Thread.currentThread();
  }

  @Override
  public void durable(long seq) {
    saidByTheLog();
    ReplyGate connected = gate;
    if (connected != null) {
      connected.durable(seq);
    }
    next.durable(seq);
  }

  @Override
  public void batchSynced(int records, long bytes, long syncNanos) {
    saidByTheLog();
    listener.batchSynced(records, bytes, Duration.ofNanos(syncNanos));
    next.batchSynced(records, bytes, syncNanos);
  }

  @Override
  public void poisoned(Throwable cause) {
    saidByTheLog();
    FailureLatch connected = failure;
    if (connected != null) {
      connected.fail(cause);
    }
    next.poisoned(cause);
  }

  @Override
  public void recovered(dev.holdfast.wal.Recovery recovery) {
    next.recovered(recovery);
  }

  @Override
  public void batchWritten(int records, long bytes, long writeNanos) {
    saidByTheLog();
    next.batchWritten(records, bytes, writeNanos);
  }

  @Override
  public void segmentRolled(String file, long firstSeq) {
    saidByTheLog();
    next.segmentRolled(file, firstSeq);
  }

  @Override
  public void segmentDeleted(String file) {
    next.segmentDeleted(file);
  }
}
