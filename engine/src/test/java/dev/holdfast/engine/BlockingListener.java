package dev.holdfast.engine;

import dev.holdfast.core.Job;
import java.util.concurrent.CountDownLatch;

/** Holds the commit loop at the first enqueue, so that a test can fill the queue of commands. */
final class BlockingListener implements EngineListener {
  private final CountDownLatch blocked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  void awaitBlocked() throws InterruptedException {
    blocked.await();
  }

  void release() {
    released.countDown();
  }

  @Override
  public void enqueued(Job job) {
    blocked.countDown();
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
