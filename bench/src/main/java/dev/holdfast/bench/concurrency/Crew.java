package dev.holdfast.bench.concurrency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that work on one thing and are waited for. */
final class Crew {
  private final ThreadFactory factory;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Crew(ThreadFactory factory) {
    this.factory = factory;
  }

  /** What a thread of it does. */
  @FunctionalInterface
  interface Job {
    void run() throws Exception;
  }

  void start(int count, Job job) {
    for (int i = 0; i < count; i++) {
      Thread thread = factory.newThread(() -> runCaught(job));
      threads.add(thread);
      thread.start();
    }
  }

  private void runCaught(Job job) {
    try {
      job.run();
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Waits for all, and throws what the first that failed threw. */
  void join() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("a thread of the benchmark failed", cause);
    }
  }
}
