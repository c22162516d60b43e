package dev.holdfast.engine.internal;

/** Waiting for threads that are sure to end. */
final class Threads {

  private Threads() {}

  /** Joins without giving up on an interrupt, which is kept for the caller. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
