package dev.holdfast.bench.concurrency;

import dev.holdfast.concurrency.Semaphore;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;

/** A semaphore, ours or another's, and one permit of it. */
interface SemaphorePeer {
  void acquire() throws InterruptedException;

  void release();

  /** Creates a peer by name. */
  static SemaphorePeer create(String name, int permits) {
    return switch (name) {
      case "holdfast" -> new Holdfast(Semaphore.create("bench", permits));
      case "juc" -> new Juc(new java.util.concurrent.Semaphore(permits));
      case "jucFair" -> new Juc(new java.util.concurrent.Semaphore(permits, true));
      case "resilience4j" -> new Resilience4j(bulkhead(permits));
      case "failsafe" -> new Failsafe(dev.failsafe.Bulkhead.of(permits));
      default -> throw new IllegalArgumentException("unknown semaphore: " + name);
    };
  }

  private static Bulkhead bulkhead(int permits) {
    var config =
        BulkheadConfig.custom()
            .maxConcurrentCalls(permits)
            .maxWaitDuration(Duration.ofMinutes(1))
            .build();
    return Bulkhead.of("bench", config);
  }

  /** Ours. */
  record Holdfast(Semaphore semaphore) implements SemaphorePeer {
    @Override
    public void acquire() throws InterruptedException {
      semaphore.acquire(1);
    }

    @Override
    public void release() {
      semaphore.release(1);
    }
  }

  /** The JDK's. */
  record Juc(java.util.concurrent.Semaphore semaphore) implements SemaphorePeer {
    @Override
    public void acquire() throws InterruptedException {
      semaphore.acquire();
    }

    @Override
    public void release() {
      semaphore.release();
    }
  }

  /** The JDK's fair one, with events. */
  record Resilience4j(Bulkhead bulkhead) implements SemaphorePeer {
    @Override
    public void acquire() {
      bulkhead.acquirePermission();
    }

    @Override
    public void release() {
      bulkhead.releasePermission();
    }
  }

  /** A count and a list of futures under a monitor. */
  record Failsafe(dev.failsafe.Bulkhead<Object> bulkhead) implements SemaphorePeer {
    @Override
    public void acquire() throws InterruptedException {
      bulkhead.acquirePermit();
    }

    @Override
    public void release() {
      bulkhead.releasePermit();
    }
  }
}
