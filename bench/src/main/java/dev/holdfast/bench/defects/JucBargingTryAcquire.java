package dev.holdfast.bench.defects;

import java.util.concurrent.Semaphore;

/** The untimed attempt overtakes those who wait, fair or not. */
public final class JucBargingTryAcquire {
  private JucBargingTryAcquire() {}

  /** Shows it. */
  public static void main(String[] args) throws Exception {
    System.out.println(find());
  }

  static Finding find() throws InterruptedException {
    Semaphore semaphore = new Semaphore(2, true);
    semaphore.acquire();
    Thread waiter = Parked.start(() -> semaphore.acquireUninterruptibly(2));
    boolean overtook = semaphore.hasQueuedThreads() && semaphore.tryAcquire();
    semaphore.release(2);
    waiter.join();
    return new Finding(
        "a fair java.util.concurrent.Semaphore lets tryAcquire() overtake its line",
        "a thread was first in line for 2 of 2; tryAcquire() took the free one: " + overtook,
        overtook);
  }
}
