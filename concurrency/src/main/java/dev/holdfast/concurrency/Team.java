package dev.holdfast.concurrency;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Virtual threads that live and end together: a cancellation of their scope interrupts them all,
 * and {@link #join} returns only when every one has ended.
 */
final class Team {
  private final Cancellation scope;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final Cancellation.Registration atScope;

  Team(Cancellation scope) {
    this.scope = scope;
    this.atScope = scope.onCancel(() -> threads.forEach(Thread::interrupt));
  }

  /** Starts so many threads on the same work; the last of them to end does the rest. */
  void start(String name, int count, Runnable work, Runnable whenAllEnded) {
    AtomicInteger alive = new AtomicInteger(count);
    Thread.Builder builder =
        Thread.ofVirtual().inheritInheritableThreadLocals(false).name(name + "-", 1);
    for (int i = 0; i < count; i++) {
      start(
          builder.unstarted(() -> {
            try {
              work.run();
            } finally {
              if (alive.decrementAndGet() == 0) {
                whenAllEnded.run();
              }
            }
          }));
    }
    if (count == 0) {
      whenAllEnded.run();
    }
  }

  private void start(Thread thread) {
    threads.add(thread);
    thread.start();
    if (scope.isCancelled()) {
      thread.interrupt();
    }
  }

  /** Whether the calling thread is one of them, and so cannot wait for their end. */
  boolean includesCaller() {
    return threads.contains(Thread.currentThread());
  }

  /**
   * Waits for the end of all. If the caller is interrupted, they are cancelled, and waited for all
   * the same.
   */
  void join() throws InterruptedException {
    InterruptedException interrupted = null;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = e;
          scope.cancel();
        }
      }
    }
    atScope.close();
    if (interrupted != null) {
      throw interrupted;
    }
  }
}
