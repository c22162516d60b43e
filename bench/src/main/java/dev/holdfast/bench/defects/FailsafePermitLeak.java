package dev.holdfast.bench.defects;

import dev.failsafe.Bulkhead;
import java.time.Duration;

/** A wait that timed out stays in the line, is granted the next permit, and keeps it. */
public final class FailsafePermitLeak {
  private FailsafePermitLeak() {}

  /** Shows it. */
  public static void main(String[] args) throws Exception {
    System.out.println(find());
  }

  static Finding find() throws InterruptedException {
    Bulkhead<Object> bulkhead = Bulkhead.of(1);
    bulkhead.acquirePermit();
    boolean timedOut = !bulkhead.tryAcquirePermit(Duration.ofMillis(20));
    bulkhead.releasePermit();
    boolean granted = bulkhead.tryAcquirePermit(Duration.ofMillis(200));
    return new Finding(
        "Failsafe loses a permit to each wait that times out",
        "one permit, one wait timed out, the permit released: acquired again: " + granted,
        timedOut && !granted);
  }
}
