package dev.holdfast.bench.concurrency;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.concurrency.Semaphore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A semaphore with weights and timed waits. Bulkheads have no weights; Resilience4j's has one
 * timeout for all, and Failsafe's loses a permit with each timeout.
 */
interface WeightedPeer {
  void acquire(int weight) throws InterruptedException;

  boolean tryAcquire(int weight, long nanos) throws InterruptedException;

  void release(int weight);

  /** Creates a peer by name. */
  static WeightedPeer create(String name, int permits) {
    return switch (name) {
      case "holdfast" -> new Holdfast(Semaphore.create("bench", permits));
      case "juc" -> new Juc(new java.util.concurrent.Semaphore(permits));
      case "jucFair" -> new Juc(new java.util.concurrent.Semaphore(permits, true));
      default -> throw new IllegalArgumentException("unknown semaphore: " + name);
    };
  }

  /** Ours. */
  record Holdfast(Semaphore semaphore) implements WeightedPeer {
    @Override
    public void acquire(int weight) throws InterruptedException {
      semaphore.acquire(weight);
    }

    @Override
    public boolean tryAcquire(int weight, long nanos) throws InterruptedException {
      return semaphore.tryAcquire(weight, Deadline.after(Duration.ofNanos(nanos)));
    }

    @Override
    public void release(int weight) {
      semaphore.release(weight);
    }
  }

  /** The JDK's. */
  record Juc(java.util.concurrent.Semaphore semaphore) implements WeightedPeer {
    @Override
    public void acquire(int weight) throws InterruptedException {
      semaphore.acquire(weight);
    }

    @Override
    public boolean tryAcquire(int weight, long nanos) throws InterruptedException {
      return semaphore.tryAcquire(weight, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void release(int weight) {
      semaphore.release(weight);
    }
  }
}
