package dev.holdfast.bench.defects;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;

/** Making a bulkhead smaller waits until enough permits have come back. */
public final class Resilience4jBlockingShrink {
  private Resilience4jBlockingShrink() {}

  /** Shows it. */
  public static void main(String[] args) throws Exception {
    System.out.println(find());
  }

  static Finding find() throws InterruptedException {
    Bulkhead bulkhead = Bulkhead.of("peer", limit(2));
    bulkhead.acquirePermission();
    bulkhead.acquirePermission();
    Thread changer = Parked.start(() -> bulkhead.changeConfig(limit(1)));
    boolean blocked = changer.isAlive();
    bulkhead.releasePermission();
    changer.join();
    return new Finding(
        "Resilience4j blocks who makes a bulkhead smaller until a permit is released",
        "2 of 2 permits held, changed to 1: the caller was parked until one came back",
        blocked);
  }

  private static BulkheadConfig limit(int calls) {
    return BulkheadConfig.custom().maxConcurrentCalls(calls).build();
  }
}
