package dev.holdfast.engine.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds every answer back until all that it has seen is on the disk. Answers leave in the order of
 * the log, on the gate's own thread, so that no caller's code runs on the commit loop or on the
 * log's thread.
 *
 * <p>Guarded by {@code lock}: all fields. The lock is never held while an answer is delivered. The
 * number of answers held is bounded by the log's buffers, which stop the commit loop when the disk
 * is slower than the callers.
 */
final class ReplyGate {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Reply<?>> waiting = new ArrayDeque<>();
  private ArrayList<Reply<?>> ready = new ArrayList<>();
  private long durableSeq;
  private @Nullable Throwable failure;
  private boolean closed;

  private final Thread thread;

  ReplyGate(String name, long durableSeq) {
    this.durableSeq = durableSeq;
    this.thread = Thread.ofPlatform().name(name + "-replies").unstarted(this::deliver);
  }

  void start() {
    thread.start();
  }

  /** An answer that has seen the state up to {@code seq}. */
  <T> void answer(long seq, CompletableFuture<T> promise, @Nullable T value) {
    add(new Reply<>(seq, promise, value, null));
  }

  /** A refusal that has seen the state up to {@code seq}. */
  void refuse(long seq, CompletableFuture<?> promise, Throwable refusal) {
    add(new Reply<>(seq, promise, null, refusal));
  }

  private void add(Reply<?> reply) {
    lock.lock();
    try {
      if (reply.seq <= durableSeq) {
        ready.add(reply);
        changed.signal();
      } else {
        // The commit loop adds in the order of the log; the one exception, a dispatch, waits at
        // most for its neighbour.
        waiting.add(reply);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Everything up to {@code seq} is on the disk. */
  void durable(long seq) {
    lock.lock();
    try {
      durableSeq = Math.max(durableSeq, seq);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The last record known to be on the disk. */
  long durableSeq() {
    lock.lock();
    try {
      return durableSeq;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will become durable: all that waits, now and later, is told so. */
  void fail(Throwable cause) {
    lock.lock();
    try {
      failure = cause;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Delivers what is there and ends the thread. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    Threads.join(thread);
  }

  private void deliver() {
    List<Reply<?>> batch = takeReady();
    while (!batch.isEmpty()) {
      for (Reply<?> reply : batch) {
        reply.deliver();
      }
      batch = takeReady();
    }
  }

  /** Waits for answers that may leave; empty when closed. */
  private List<Reply<?>> takeReady() {
    lock.lock();
    try {
      while (true) {
        releaseWaiting();
        if (!ready.isEmpty()) {
          List<Reply<?>> batch = ready;
          ready = new ArrayList<>();
          return batch;
        }
        if (closed) {
          return List.of();
        }
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void releaseWaiting() {
    while (!waiting.isEmpty() && waiting.getFirst().seq <= durableSeq) {
      ready.add(waiting.removeFirst());
    }
    if (failure != null) {
      while (!waiting.isEmpty()) {
        ready.add(waiting.removeFirst().failed(failure));
      }
    }
  }

  private record Reply<T>(
      long seq, CompletableFuture<T> promise, @Nullable T value, @Nullable Throwable refusal) {

    Reply<T> failed(Throwable cause) {
      return new Reply<>(seq, promise, null, cause);
    }

    void deliver() {
      if (refusal != null) {
        promise.completeExceptionally(refusal);
      } else {
        promise.complete(value);
      }
    }
  }
}
