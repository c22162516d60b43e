package dev.holdfast.concurrency;

/**
 * What becomes of anything thrown by those who are only told: listeners, and actions that hear of a
 * cancellation. It is reported, and stops nothing.
 */
final class ListenerFault {
  private ListenerFault() {}

  /** Reports it as the JVM does: what the handler throws in its turn is ignored. */
  static void report(Throwable fault) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
    } catch (Throwable _) {
      // There is nobody left to tell.
    }
  }
}
