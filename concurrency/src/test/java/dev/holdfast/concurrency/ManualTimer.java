package dev.holdfast.concurrency;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** A timer that goes off when the test moves its clock; on one thread only. */
final class ManualTimer implements Timer {
  private final ManualTicker ticker;
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(alarm -> alarm.atNanos));

  ManualTimer(ManualTicker ticker) {
    this.ticker = ticker;
  }

  @Override
  public Future<?> schedule(Runnable task, long nanos) {
    Alarm alarm = new Alarm(Executors.callable(task), ticker.nanoTime() + nanos);
    alarms.add(alarm);
    return alarm;
  }

  /** Moves the clock step by step and runs what falls due on the way. */
  void advance(Duration duration) {
    long end = ticker.nanoTime() + duration.toNanos();
    while (!alarms.isEmpty() && alarms.element().atNanos <= end) {
      Alarm alarm = alarms.remove();
      ticker.advanceNanos(Math.max(0, alarm.atNanos - ticker.nanoTime()));
      alarm.run();
    }
    ticker.advanceNanos(end - ticker.nanoTime());
  }

  int pending() {
    return alarms.size();
  }

  private final class Alarm extends FutureTask<Object> {
    final long atNanos;

    Alarm(Callable<Object> task, long atNanos) {
      super(task);
      this.atNanos = atNanos;
    }

    @Override
    protected void done() {
      if (isCancelled()) {
        alarms.remove(this);
      }
    }
  }
}
