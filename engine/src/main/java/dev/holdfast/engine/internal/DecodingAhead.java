package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Channel;
import dev.holdfast.concurrency.ChannelClosedException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what recovery reads on a thread of its own, a few batches ahead of the one that applies
 * it: a long log, or a large snapshot, takes as long as the slower of the two, not as both. The
 * batches flow one way, through a channel, in their order. {@link #close} ends the thread.
 */
final class DecodingAhead<T> implements AutoCloseable {
  private static final int BATCHES_AHEAD = 8;

  private final Channel<List<T>> batches = Channel.bounded(BATCHES_AHEAD);
  private final Thread thread;

  /** Written by the thread before it closes the channel, read after it has ended. */
  private @Nullable Throwable failure;

  /** Takes over the source, which nobody else may use from now on. */
  private DecodingAhead(Supplier<List<T>> source) {
    thread = Thread.ofPlatform().name("holdfast-recovery").start(() -> decode(source));
  }

  /**
   * Applies all batches of a source on this thread, up to its first empty one. A source that ends
   * with a first batch of fewer than this is not worth a thread.
   */
  static <T> void forEach(Supplier<List<T>> source, int batchMin, Consumer<List<T>> apply) {
    List<T> first = source.get();
    apply.accept(first);
    if (first.size() < batchMin) {
      return;
    }
    try (DecodingAhead<T> ahead = new DecodingAhead<>(source)) {
      for (List<T> batch = ahead.next(); !batch.isEmpty(); batch = ahead.next()) {
        apply.accept(batch);
      }
    }
  }

  private void decode(Supplier<List<T>> source) {
    try {
      List<T> batch = source.get();
      while (!batch.isEmpty()) {
        batches.send(batch);
        batch = source.get();
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
   * @throws RuntimeException as the source throws it
   */
  private List<T> next() {
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
