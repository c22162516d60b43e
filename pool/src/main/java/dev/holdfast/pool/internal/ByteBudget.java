package dev.holdfast.pool.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that may lie idle in the magazines that share this budget. A magazine reserves what it
 * lacks and keeps the reservation until it decays, so that an object that goes out and comes back
 * does not touch this shared number.
 */
public final class ByteBudget {
  private final long bytesMax;
  private final AtomicLong reserved = new AtomicLong(); // 0 <= reserved <= bytesMax

  public ByteBudget(long bytesMax) {
    if (bytesMax < 0) {
      throw new IllegalArgumentException("bytesMax must not be negative: " + bytesMax);
    }
    this.bytesMax = bytesMax;
  }

  boolean reserve(long bytes) {
    long before = reserved.get();
    while (bytes <= bytesMax - before) {
      long witness = reserved.compareAndExchange(before, before + bytes);
      if (witness == before) {
        return true;
      }
      before = witness;
    }
    return false;
  }

  void release(long bytes) {
    reserved.addAndGet(-bytes);
  }

  public long bytesMax() {
    return bytesMax;
  }

  /** What the magazines have reserved: at least what lies in them. */
  public long reserved() {
    return reserved.get();
  }
}
