package dev.holdfast.engine.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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

  boolean isThread(Thread other) {
    return thread.equals(other);
  }

  /** Takes the answers of a batch, each of which leaves when what it has seen is on the disk. */
  void take(List<Reply<?>> replies) {
    if (replies.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      for (Reply<?> reply : replies) {
        // In the order of the log; the one exception, a dispatch, waits at most for its neighbour.
        (reply.seenSeq() <= durableSeq ? ready : waiting).add(reply);
      }
      changed.signal();
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
  List<Reply<?>> takeReady() {
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
    while (!waiting.isEmpty() && waiting.getFirst().seenSeq() <= durableSeq) {
      ready.add(waiting.removeFirst());
    }
    if (failure != null) {
      while (!waiting.isEmpty()) {
        ready.add(waiting.removeFirst().failed(failure));
      }
    }
  }
}
