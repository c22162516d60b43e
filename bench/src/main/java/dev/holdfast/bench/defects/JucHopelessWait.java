package dev.holdfast.bench.defects;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A request for more permits than there will ever be waits all its time. */
public final class JucHopelessWait {
  private JucHopelessWait() {}

  /** Shows it. */
  public static void main(String[] args) throws Exception {
    System.out.println(find());
  }

  static Finding find() throws InterruptedException {
    Semaphore semaphore = new Semaphore(1, true);
    long begin = System.nanoTime();
    boolean granted = semaphore.tryAcquire(2, 300, TimeUnit.MILLISECONDS);
    long millis = (System.nanoTime() - begin) / 1_000_000;
    return new Finding(
        "java.util.concurrent.Semaphore waits for more permits than it was made with",
        "2 of 1, timeout 300 ms: refused after %d ms; acquire(2) would wait for ever"
            .formatted(millis),
        !granted && millis >= 250);
  }
}
