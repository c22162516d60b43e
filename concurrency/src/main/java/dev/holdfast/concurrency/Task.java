package dev.holdfast.concurrency;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One submission to a {@link WorkerPool}: the work, its deadline, and the answer. */
final class Task<R> extends CompletableFuture<R> {
  final Deadline deadline;
  final long submittedNanos = System.nanoTime();
  private final Callable<R> work;

  /** Who runs it; null before and after. Written under the worker's lock. */
  volatile @Nullable Worker worker;

  Task(Callable<R> work, Deadline deadline) {
    this.work = work;
    this.deadline = deadline;
  }

  R call() throws Exception {
    return work.call();
  }

  /** Cancels the future and, unlike a plain one, interrupts the work if it runs. */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    Worker runner = worker;
    if (cancelled && mayInterruptIfRunning && runner != null) {
      runner.interrupt(this);
    }
    return cancelled;
  }

  /** What is derived from this future is a plain one: cancelling it does not reach the work. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
