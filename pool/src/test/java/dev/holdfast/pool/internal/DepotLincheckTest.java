package dev.holdfast.pool.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Interleavings of two threads over a small depot. A take may miss what another thread is putting
 * back, so it is not the order of a stack that is checked, but that every object is with one owner
 * at a time and that the bounds hold. Every third call ends a round and is sampled. {@code
 * -Dholdfast.lincheck=20} looks at 20 times as many scenarios.
 */
public class DepotLincheckTest {
  private static final int ITERATIONS = 2 * Integer.getInteger("holdfast.lincheck", 1);

  private final ByteBudget budget = new ByteBudget(2);
  private final Depot depot = new Depot(3, 2, budget, 3, item -> {});
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger gone = new AtomicInteger();

  /** An object that notices a second owner. */
  private static final class Item {
    final AtomicBoolean owned = new AtomicBoolean();
  }

  /** Borrows and releases; false if somebody else had the object meanwhile. */
  @Operation
  public boolean cycle() {
    Item item = take();
    boolean mine = item.owned.compareAndSet(false, true);
    item.owned.set(false);
    give(item);
    return mine;
  }

  /** Two at a time, so that the magazines run empty and full. */
  @Operation
  public boolean cycleTwo() {
    Item first = take();
    Item second = take();
    boolean mine =
        first.owned.compareAndSet(false, true) && second.owned.compareAndSet(false, true);
    first.owned.set(false);
    second.owned.set(false);
    give(first);
    give(second);
    return mine;
  }

  /** Evicts; true unless more bytes are reserved than the budget has. */
  @Operation
  public boolean decay() {
    gone.addAndGet(depot.decay().size());
    return budget.reserved() <= budget.bytesMax();
  }

  private Item take() {
    Item item = (Item) depot.take();
    if (item == null) {
      made.incrementAndGet();
      item = new Item();
    }
    return item;
  }

  private void give(Item item) {
    if (!Depot.offerInPlace(depot.row(), item) && depot.offer(item, 1) != Depot.Outcome.STORED) {
      gone.incrementAndGet();
    }
  }

  @Validate
  public void nothingIsLost() {
    DepotCounts counts = depot.counts();
    if (made.get() != gone.get() + counts.idle() || counts.bytesIdle() > budget.bytesMax()) {
      throw new AssertionError(made + " made, " + gone + " gone, idle: " + counts);
    }
  }

  @Test
  void everyInterleavingKeepsOneOwner() {
    new ModelCheckingOptions()
        .iterations(ITERATIONS)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsPerThread(2)
        .check(DepotLincheckTest.class);
  }
}
