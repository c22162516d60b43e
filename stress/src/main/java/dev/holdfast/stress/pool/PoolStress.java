package dev.holdfast.stress.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.holdfast.pool.BlockingPool;
import dev.holdfast.pool.ByteBufferPool;
import dev.holdfast.pool.Checks;
import dev.holdfast.pool.DoubleReleaseException;
import dev.holdfast.pool.Pool;
import dev.holdfast.pool.PoolStats;
import dev.holdfast.pool.Pooled;
import dev.holdfast.pool.SharedBytes;
import dev.holdfast.pool.UseAfterReleaseException;
import dev.holdfast.stress.Uninterrupted;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads at one pool. */
public final class PoolStress {
  private PoolStress() {}

  /** A pooled object; what is written to it is not volatile. */
  private static final class Item {
    int value;
  }

  private static Pool<Item> pool(int countMax) {
    return Pool.named("stress", Item::new).countMax(countMax).decayInterval(Duration.ZERO).build();
  }

  /** Objects that were made and are neither idle nor given up. */
  private static int lost(PoolStats stats) {
    return (int) (stats.created() - stats.idle() - stats.dropped() - stats.discarded());
  }

  /** Each counts in the object that it finds, or in a new one. */
  abstract static class OneOwner {
    private final AtomicInteger dropped = new AtomicInteger();
    private final Pool<Item> pool;

    OneOwner(Checks checks) {
      pool =
          Pool.named("stress", Item::new)
              .countMax(2)
              .checks(checks)
              .destroy(item -> dropped.addAndGet(item.value))
              .decayInterval(Duration.ZERO)
              .build();
      pool.put(pool.get());
    }

    void count() {
      Item item = pool.get();
      item.value++;
      pool.put(item);
    }

    void tell(II_Result r) {
      r.r1 = dropped.get();
      r.r2 = lost(pool.stats());
      while (pool.stats().idle() > 0) {
        r.r1 += pool.get().value;
      }
    }
  }

  /** Both use what they find, or make one; each object has one user at a time. */
  @JCStressTest
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both counted, and nothing is lost")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AnObjectHasOneOwner extends OneOwner {
    public AnObjectHasOneOwner() {
      super(Checks.SAMPLED);
    }

    @Actor
    public void one() {
      count();
    }

    @Actor
    public void other() {
      count();
    }

    @Arbiter
    public void end(II_Result r) {
      tell(r);
    }
  }

  /** The same where every call is looked at. */
  @JCStressTest
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both counted, and nothing is lost")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AStrictPoolsObjectHasOneOwner extends OneOwner {
    public AStrictPoolsObjectHasOneOwner() {
      super(Checks.STRICT);
    }

    @Actor
    public void one() {
      count();
    }

    @Actor
    public void other() {
      count();
    }

    @Arbiter
    public void end(II_Result r) {
      tell(r);
    }
  }

  /** What was done to an object before its release is seen by its next borrower. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "lent again, with what was written")
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not yet back, so another was made")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AReleaseHappensBeforeTheNextBorrow {
    private final Pool<Item> pool = pool(2);
    private final Item item;

    public AReleaseHappensBeforeTheNextBorrow() {
      pool.put(pool.get());
      item = pool.get(); // as in use: left behind in its place
    }

    @Actor
    public void releaser() {
      item.value = 1;
      pool.put(item);
    }

    @Actor
    @SuppressWarnings("ReferenceEquality") // this object, not an equal one
    public void borrower(I_Result r) {
      Item found = pool.get();
      r.r1 = found == item ? found.value : -1;
    }
  }

  /** A handle that two threads close releases its object once. */
  @JCStressTest
  @Outcome(
      id = {"1, 0, 1", "0, 1, 1"},
      expect = ACCEPTABLE,
      desc = "one of them did it")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AHandleIsReleasedOnce {
    private final Pool<Item> pool = pool(2);
    private final Pooled<Item> handle = pool.borrow();

    @Actor
    public void one(III_Result r) {
      r.r1 = close();
    }

    @Actor
    public void other(III_Result r) {
      r.r2 = close();
    }

    private int close() {
      try {
        handle.close();
        return 1;
      } catch (DoubleReleaseException e) {
        return 0;
      }
    }

    @Arbiter
    public void end(III_Result r) {
      r.r3 = pool.stats().idle();
    }
  }

  /** A decay takes nothing that somebody borrows, and loses nothing that comes back. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "counted, and nothing is lost")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class DecayLosesNothing {
    private final Pool<Item> pool = pool(4);
    private final Item seen = pool.get();

    public DecayLosesNothing() {
      pool.put(seen);
      pool.decay(); // the next one takes it
    }

    @Actor
    public void user(II_Result r) {
      Item item = pool.get();
      item.value++;
      r.r1 = item.value;
      pool.put(item);
    }

    @Actor
    public void decay() {
      pool.decay();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r2 = lost(pool.stats());
    }
  }

  /** What comes back while the pool is closed is destroyed, once. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "nothing idle, destroyed once")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class CloseKeepsNothing {
    private final Pool<Item> pool =
        Pool.named("stress", Item::new)
            .destroy(item -> item.value++)
            .decayInterval(Duration.ZERO)
            .build();
    private final Item item;

    public CloseKeepsNothing() {
      pool.put(pool.get());
      item = pool.get();
    }

    @Actor
    public void user() {
      pool.put(item);
    }

    @Actor
    public void closer() {
      pool.close();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = pool.stats().idle();
      r.r2 = item.value;
    }
  }

  /** One makes a further reference while the other closes the last; the buffer comes back once. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "0, 1"},
      expect = ACCEPTABLE,
      desc = "got one or came too late")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class SharedBytesComeBackOnce {
    private final ByteBufferPool pool =
        ByteBufferPool.heap("stress").sizes(64, 64).decayInterval(Duration.ZERO).build();
    private final SharedBytes bytes = pool.share(pool.get(64));

    @Actor
    public void reader(II_Result r) {
      try (SharedBytes mine = bytes.retain()) {
        r.r1 = mine.length() / 64;
      } catch (UseAfterReleaseException e) {
        r.r1 = 0;
      }
    }

    @Actor
    public void closer() {
      bytes.close();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r2 = (int) pool.stats().puts();
    }
  }

  /** A blocking pool of one is a lock. */
  @JCStressTest
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "both counted, with the one object")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class ABlockingPoolOfOneIsALock {
    private final BlockingPool<Item> pool =
        Pool.named("stress", Item::new)
            .countMax(1)
            .decayInterval(Duration.ZERO)
            .checks(Checks.OFF)
            .buildBlocking();
    private int count;

    @Actor
    public void one() {
      countWithIt();
    }

    @Actor
    public void other() {
      countWithIt();
    }

    private void countWithIt() {
      try (Pooled<Item> pooled =
          Uninterrupted.get(() -> pool.borrow(Duration.ofMinutes(1))).orElseThrow()) {
        pooled.get().value++;
        count++;
      }
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = count;
      r.r2 = (int) pool.stats().created();
    }
  }
}
