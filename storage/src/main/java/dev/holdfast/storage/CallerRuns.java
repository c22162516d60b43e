package dev.holdfast.storage;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs each task on the thread that brings it.
 *
 * <p>With it, an asynchronous file channel works like a synchronous one, but for the one thing that
 * matters here: an interrupt does not close it. A {@code FileChannel} is closed under all its users
 * as soon as one of them is interrupted, and whether a sync that was under way had failed is then
 * never learnt.
 */
final class CallerRuns extends AbstractExecutorService {
  static final CallerRuns INSTANCE = new CallerRuns();

  private CallerRuns() {}

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  /** It has no threads to end. */
  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }
}
