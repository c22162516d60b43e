package dev.holdfast.concurrency;

/** The machine's own clock; an enum, so that there is one, and that the JIT knows it. */
enum SystemTicker implements Ticker {
  INSTANCE;

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
