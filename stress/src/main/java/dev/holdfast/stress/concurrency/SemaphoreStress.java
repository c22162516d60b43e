package dev.holdfast.stress.concurrency;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.concurrency.Permit;
import dev.holdfast.concurrency.Semaphore;
import dev.holdfast.stress.Uninterrupted;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

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

  /** A small and a large request that do not fit together. */
  @JCStressTest
  @Outcome(id = "true, false, 8", expect = ACCEPTABLE, desc = "the small one was first")
  @Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "the large one was first")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class WeightsThatDoNotFitTogether {
    private final Semaphore semaphore = Semaphore.create("stress", 9);

    @Actor
    public void small(ZZI_Result r) {
      r.r1 = semaphore.tryAcquire(1);
    }

    @Actor
    public void large(ZZI_Result r) {
      r.r2 = semaphore.tryAcquire(9);
    }

    @Arbiter
    public void end(ZZI_Result r) {
      r.r3 = semaphore.available();
    }
  }

  /** What was done before the permit was given back is seen by who gets it. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "releasing happens-before acquiring")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class ReleasingHappensBeforeAcquiring {
    private final Semaphore semaphore = Semaphore.create("stress", 1);
    private int written;

    public ReleasingHappensBeforeAcquiring() {
      semaphore.tryAcquire(1);
    }

    @Actor
    public void releases() {
      written = 1;
      semaphore.release(1);
    }

    @Actor
    public void acquires(I_Result r) {
      Uninterrupted.run(() -> semaphore.acquire(1));
      r.r1 = written;
    }
  }

  /** A wait that ends at its deadline while the permit comes back: it has it, or it is free. */
  @JCStressTest
  @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "it came in time")
  @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "it came too late, and is free")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class ATimeoutLeaksNothing {
    private final Semaphore semaphore = Semaphore.create("stress", 1);

    public ATimeoutLeaksNothing() {
      semaphore.tryAcquire(1);
    }

    @Actor
    public void releases() {
      semaphore.release(1);
    }

    @Actor
    public void waits(ZI_Result r) {
      Deadline soon = Deadline.after(Duration.ofNanos(500));
      r.r1 = Uninterrupted.get(() -> semaphore.tryAcquire(1, soon));
    }

    @Arbiter
    public void end(ZI_Result r) {
      r.r2 = semaphore.available();
    }
  }

  /** The head of the line gives up while what it waits for comes back. */
  @JCStressTest
  @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "the head left: its follower has one")
  @Outcome(id = "false, false, 0", expect = ACCEPTABLE, desc = "the head was served and has both")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class ACancelledHeadStrandsNobody {
    private final Semaphore semaphore = Semaphore.create("stress", 2);
    private final CompletableFuture<Permit> head;
    private final CompletableFuture<Permit> follower;

    public ACancelledHeadStrandsNobody() {
      semaphore.tryAcquire(1);
      head = semaphore.acquireAsync(2, Deadline.NEVER);
      follower = semaphore.acquireAsync(1, Deadline.NEVER);
    }

    @Actor
    public void cancels(ZZI_Result r) {
      r.r1 = head.cancel(false);
    }

    @Actor
    public void releases() {
      semaphore.release(1);
    }

    @Arbiter
    public void end(ZZI_Result r) {
      r.r2 = follower.isDone();
      r.r3 = semaphore.available();
    }
  }

  /** The permit comes back just as somebody without a thread gets into line for it. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "it is the future's, once")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AFutureIsServedOnce {
    private final Semaphore semaphore = Semaphore.create("stress", 2);
    private CompletableFuture<Permit> future = new CompletableFuture<>();

    public AFutureIsServedOnce() {
      semaphore.tryAcquire(2);
    }

    @Actor
    public void asks() {
      future = semaphore.acquireAsync(1, Deadline.NEVER);
    }

    @Actor
    public void releases() {
      semaphore.release(1);
    }

    @Arbiter
    public void end(ZI_Result r) {
      semaphore.release(1);
      r.r1 = future.isDone();
      r.r2 = semaphore.held();
    }
  }

  /** Two threads close one permit: it gives back once. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the other permit is still held")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class APermitGivesBackOnce {
    private final Semaphore semaphore = Semaphore.create("stress", 2);
    private final Permit permit;

    public APermitGivesBackOnce() {
      semaphore.tryAcquire(1);
      permit = semaphore.acquireAsync(1, Deadline.NOW).join();
    }

    @Actor
    public void one() {
      permit.close();
    }

    @Actor
    public void other() {
      permit.close();
    }

    @Arbiter
    public void end(I_Result r) {
      r.r1 = semaphore.held();
    }
  }

  /** The capacity shrinks while all of it is asked for. */
  @JCStressTest
  @Outcome(id = "true, -1", expect = ACCEPTABLE, desc = "granted before, in debt now")
  @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "refused after")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class ShrinkingWhileAllIsAskedFor {
    private final Semaphore semaphore = Semaphore.create("stress", 2);

    @Actor
    public void shrinks() {
      semaphore.resize(1);
    }

    @Actor
    public void asks(ZI_Result r) {
      r.r1 = semaphore.tryAcquire(2);
    }

    @Arbiter
    public void end(ZI_Result r) {
      r.r2 = semaphore.available();
    }
  }
}
