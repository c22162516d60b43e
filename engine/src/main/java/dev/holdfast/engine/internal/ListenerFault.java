package dev.holdfast.engine.internal;

/** What becomes of whatever a listener throws: it is reported, and stops nothing. */
final class ListenerFault {
  private ListenerFault() {}

  /** Calls a listener. */
  static void guard(Runnable call) {
    try {
      call.run();
    } catch (Throwable fault) {
      report(fault);
    }
  }

  private static void report(Throwable fault) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
    } catch (Throwable _) {
      // There is nobody left to tell.
    }
  }
}
