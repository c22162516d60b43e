package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Channel;
import dev.holdfast.concurrency.ChannelClosedException;
import dev.holdfast.engine.internal.LoggedEvents.Logged;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a log's events on a thread of its own, a few batches ahead of the one that applies them:
 * recovery of a long log takes as long as the slower of the two, not as both. The events flow one
 * way, through a channel, in the log's order. {@link #close} ends the thread.
 */
final class DecodingAhead implements AutoCloseable {
  private static final int BATCHES_AHEAD = 8;

  private final Channel<List<Logged>> batches = Channel.bounded(BATCHES_AHEAD);
  private final Thread thread;

  /** Written by the thread before it closes the channel, read after it has ended. */
  private @Nullable Throwable failure;

  /** Takes over the events, which nobody else may read from now on. */
  DecodingAhead(LoggedEvents events) {
    thread = Thread.ofPlatform().name("holdfast-recovery").start(() -> decode(events));
  }

  private void decode(LoggedEvents events) {
    try {
      List<Logged> batch = events.next();
      while (!batch.isEmpty()) {
        batches.send(batch);
        batch = events.next();
      }
    } catch (ChannelClosedException e) {
      return; // nobody wants more
    } catch (Throwable e) {
      failure = e;
    }
    batches.close();
  }

  /**
   * The next batch; empty at the end. An interrupt is kept for later: recovery is not cut short.
   *
   * @throws RuntimeException as {@link LoggedEvents#next} throws it
   */
  List<Logged> next() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return batches.receive();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ChannelClosedException e) {
      Threads.join(thread);
      throwFailure();
      return List.of();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void throwFailure() {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("the thread that decodes has failed", failure);
    }
  }

  @Override
  public void close() {
    batches.close();
    Threads.join(thread);
  }
}
