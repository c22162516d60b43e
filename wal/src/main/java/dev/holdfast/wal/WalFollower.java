package dev.holdfast.wal;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.holdfast.wal.internal.CommitThread;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Reads a log while it is written and waits for what is to come. Sees durable records only, and
 * holds what it has not read, so that nothing is deleted under it. Not thread safe.
 */
public final class WalFollower implements AutoCloseable {

  private final WalReader reader;
  private final CommitThread thread;
  private final WalHold hold;

  WalFollower(WalReader reader, CommitThread thread, WalHold hold) {
    this.reader = reader;
    this.thread = thread;
    this.hold = hold;
  }

  /**
   * Moves to the next record, waiting for it for at most that long, which may be any time; false if
   * there is none yet. An interrupt does not end the wait and stays pending.
   *
   * @throws IllegalStateException if this follower was closed
   * @throws WalClosedException if the log was closed and everything in it was read
   * @throws WalPoisonedException if the log has failed and everything durable was read
   * @throws CorruptLogException if a record that was durable is damaged
   */
  public boolean next(Duration timeout) {
    long end = System.nanoTime() + Math.max(0, NANOSECONDS.convert(timeout));
    while (!reader.next()) {
      long left = end - System.nanoTime();
      if (!thread.awaitDurable(reader.nextSeq(), left)) {
        return false;
      }
    }
    hold.moveTo(reader.seq());
    return true;
  }

  /** The number of the record that {@link #next} has moved to. */
  public long seq() {
    return reader.seq();
  }

  /** The record that {@link #next} has moved to: read-only, valid until the next call of it. */
  public ByteBuffer record() {
    return reader.record();
  }

  /** Stops following, and holds nothing any more. */
  @Override
  public void close() {
    hold.close();
    reader.close();
  }
}
