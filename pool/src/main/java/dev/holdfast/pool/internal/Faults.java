package dev.holdfast.pool.internal;

/** What becomes of a fault that no caller can be given: it is reported, and stops nothing. */
public final class Faults {
  private Faults() {}

  /** Hands it to the thread's handler for exceptions that nobody caught. */
  public static void report(Throwable fault) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
    } catch (Throwable unheard) {
      // The handler itself is at fault: there is nobody left to tell.
    }
  }
}
