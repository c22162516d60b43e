package dev.holdfast.concurrency;

/** What becomes of an exception out of a listener: it is reported, and stops nothing. */
final class ListenerFault {
  private ListenerFault() {}

  static void report(RuntimeException fault) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
  }
}
