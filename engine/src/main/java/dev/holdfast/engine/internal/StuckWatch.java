package dev.holdfast.engine.internal;

import dev.holdfast.engine.EngineListener;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Looks after handlers that were interrupted, and reports those that go on regardless. All get the
 * same time, so the first to be interrupted is the first to be looked at.
 *
 * <p>A platform thread, because it must run even when such handlers hog every carrier.
 */
final class StuckWatch {

  private record Interrupted(Attempt attempt, long atNanos) {}

  private final EngineListener listener;
  private final long graceNanos;
  private final LinkedBlockingQueue<Interrupted> interrupted = new LinkedBlockingQueue<>();
  private final Thread thread;

  StuckWatch(String name, Duration grace, EngineListener listener) {
    this.listener = listener;
    this.graceNanos = Durations.nanos(grace);
    this.thread = Thread.ofPlatform().daemon(true).name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** This one was interrupted now. */
  void add(Attempt attempt) {
    interrupted.add(new Interrupted(attempt, System.nanoTime()));
  }

  /** Ends the thread; nothing is reported by it after that, unless it is itself that calls this. */
  void close() {
    thread.interrupt();
    if (!isThread(Thread.currentThread())) {
      Threads.join(thread);
    }
  }

  boolean isThread(Thread other) {
    return thread.equals(other);
  }

  private void run() {
    try {
      while (true) {
        Interrupted next = interrupted.take();
        long leftNanos = next.atNanos() + graceNanos - System.nanoTime();
        if (!next.attempt().awaitEnd(Math.max(0, leftNanos))) {
          report(next.attempt());
        }
      }
    } catch (InterruptedException closed) {
      // The workers have ended, or those that have not are reported.
    }
  }

  /** Reports this one, unless it has ended or was reported before. */
  void report(Attempt attempt) {
    if (attempt.claimStuckReport()) {
      listener.handlerStuck(attempt.id(), attempt.number());
    }
  }
}
