package dev.holdfast.concurrency;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that the test moves. */
final class ManualTicker implements Ticker {
  private final AtomicLong nanos;

  ManualTicker() {
    this(0);
  }

  ManualTicker(long startNanos) {
    nanos = new AtomicLong(startNanos);
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  void advanceNanos(long by) {
    nanos.addAndGet(by);
  }
}
