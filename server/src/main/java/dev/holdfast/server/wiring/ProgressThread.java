package dev.holdfast.server.wiring;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells the display several times a second how far the run is, and a last time at the end. */
final class ProgressThread implements AutoCloseable {
  private static final long PERIOD_MILLIS = 200;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final RunTracker tracker;
  private final RunDisplay display;
  private final Thread thread;

  private ProgressThread(RunTracker tracker, RunDisplay display) {
    this.tracker = tracker;
    this.display = display;
    this.thread = Thread.ofPlatform().name("holdfast-progress").daemon().unstarted(this::run);
  }

  static ProgressThread start(RunTracker tracker, RunDisplay display) {
    ProgressThread progress = new ProgressThread(tracker, display);
    progress.thread.start();
    return progress;
  }

  private void run() {
    try {
      do {
        display.progress(tracker.progress());
      } while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS));
      display.progress(tracker.progress());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
