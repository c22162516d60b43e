package dev.holdfast.engine.internal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An answer on its way to a caller.
 *
 * @param seenSeq the last log record whose effect the answer shows: it leaves when that is durable
 */
record Reply<T>(
    long seenSeq, CompletableFuture<T> promise, @Nullable T value, @Nullable Throwable refusal) {

  static <T> Reply<T> answer(long seenSeq, CompletableFuture<T> promise, @Nullable T value) {
    return new Reply<>(seenSeq, promise, value, null);
  }

  static <T> Reply<T> refusal(long seenSeq, CompletableFuture<T> promise, Throwable refusal) {
    return new Reply<>(seenSeq, promise, null, refusal);
  }

  /** The same caller gets this instead. */
  Reply<T> failed(Throwable cause) {
    return refusal(seenSeq, promise, cause);
  }

  void deliver() {
    if (refusal != null) {
      promise.completeExceptionally(refusal);
    } else {
      promise.complete(value);
    }
  }
}
