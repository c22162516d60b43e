package dev.holdfast.pool.internal;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Interleavings of an object that goes out and comes back in place with whatever erases what was
 * left behind. The scenarios are written down, since few of those drawn by chance have both. Of an
 * erasure that leaves the state as it was, the usual number finds that of a decay, but not that of
 * a {@code forget}; {@code MagazineTest} finds both. {@code -Dholdfast.lincheck=20} tries 20 times
 * as many.
 */
public class InPlaceLincheckTest {
  private static final int INVOCATIONS = 400 * Integer.getInteger("holdfast.lincheck", 1);

  private final Depot depot = new Depot(4, 1, new ByteBudget(4), 5, item -> {});
  private final Object item = new Object();
  private final AtomicInteger dropped = new AtomicInteger(); // met the other thread too often

  public InPlaceLincheckTest() {
    depot.offer(item, 1);
  }

  /** Borrows the object, if it is there, and releases it. */
  @Operation
  public void cycle() {
    Object taken = depot.take();
    if (taken != null && !Depot.offerInPlace(depot.row(), taken)) {
      offer(taken);
    }
  }

  /** So that a round ends in it. */
  @Operation
  public void cycleTwice() {
    cycle();
    cycle();
  }

  private void offer(Object taken) {
    if (depot.offer(taken, 1) != Depot.Outcome.STORED) {
      dropped.incrementAndGet();
    }
  }

  /** Erases what was left behind; what it evicts is put back. */
  @Operation
  public void decay() {
    depot.decay().forEach(this::offer);
  }

  /** Erases the object wherever it was left behind. */
  @Operation
  public void forget() {
    depot.forget(item);
  }

  @Validate
  @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
  public void theObjectLiesHereUnlessItWasDropped() {
    int here = depot.anyMatch(idle -> idle == item) ? 1 : 0;
    DepotCounts counts = depot.counts();
    if (counts.idle() != here || here + dropped.get() != 1) {
      throw new AssertionError(counts + ", here: " + here + ", dropped: " + dropped);
    }
  }

  @Test
  void everyInterleavingKeepsTheObject() throws Exception {
    new ModelCheckingOptions()
        .addCustomScenario(together("cycle", "decay"))
        .addCustomScenario(together("cycle", "forget"))
        .addCustomScenario(together("cycle", "cycle"))
        .addCustomScenario(together("cycleTwice", "cycle"))
        .iterations(0)
        .invocationsPerIteration(INVOCATIONS)
        .check(InPlaceLincheckTest.class);
  }

  /** Two threads, which do one of these each; and the check in the end. */
  private static ExecutionScenario together(String one, String other) throws Exception {
    return new ExecutionScenario(
        List.of(),
        List.of(List.of(actor(one)), List.of(actor(other))),
        List.of(),
        actor("theObjectLiesHereUnlessItWasDropped"));
  }

  private static Actor actor(String operation) throws Exception {
    return new Actor(
        InPlaceLincheckTest.class.getMethod(operation),
        List.of(),
        false,
        false,
        false,
        false,
        false);
  }
}
