package dev.holdfast.stress.concurrency;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.holdfast.concurrency.Semaphore;
import dev.holdfast.stress.Uninterrupted;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads at one semaphore. */
public final class SemaphoreStress {
  private SemaphoreStress() {}

  /** One permit is a lock: what is done under it is neither lost nor done twice. */
  @JCStressTest
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "both counted, and the permit is back")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class OnePermitIsALock {
    private final Semaphore semaphore = Semaphore.create("stress", 1);
    private int count;

    @Actor
    public void one() {
      countUnderPermit();
    }

    @Actor
    public void other() {
      countUnderPermit();
    }

    private void countUnderPermit() {
      Uninterrupted.run(() -> semaphore.acquire(1));
      count++;
      semaphore.release(1);
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = count;
      r.r2 = semaphore.available();
    }
  }
}
