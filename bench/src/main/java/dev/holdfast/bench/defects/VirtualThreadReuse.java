package dev.holdfast.bench.defects;

import java.util.concurrent.atomic.AtomicInteger;

/** Uses a pooled object in one virtual thread after another, and counts those that were made. */
final class VirtualThreadReuse {
  private static final int TASKS = 1000;

  private final AtomicInteger objects = new AtomicInteger();

  void made() {
    objects.incrementAndGet();
  }

  Finding find(String pool, Runnable use) throws InterruptedException {
    for (int i = 0; i < TASKS; i++) {
      Thread.startVirtualThread(use).join();
    }
    return new Finding(
        pool + " pools nothing when each task has a virtual thread",
        "%d tasks, one after another: %d objects made".formatted(TASKS, objects.get()),
        objects.get() == TASKS);
  }
}
