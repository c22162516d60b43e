package dev.holdfast.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * A million random steps of borrow, release and decay, from seeds: nothing is handed out twice, the
 * budget is never exceeded, nothing is lost. More with {@code -Dpool.random.steps}.
 */
class DepotRandomTest {
  private static final int STEPS = Integer.getInteger("pool.random.steps", 1_000_000);
  private static final int SEEDS = 10;

  /** An object that knows its weight. */
  private static final class Item {
    final int number;
    final int weight;

    Item(int number, int weight) {
      this.number = number;
      this.weight = weight;
    }
  }

  @RepeatedTest(SEEDS)
  void agreesWithANaiveBag(RepetitionInfo repetition) {
    new Walk(repetition.getCurrentRepetition()).run(STEPS / SEEDS);
  }

  /** One thread, against a bag that a reader believes at sight. */
  private static final class Walk {
    private final Random random;
    private final int countMax;
    private final boolean sameWeight;
    private final ByteBudget budget;
    private final Depot depot;
    private final Set<Object> idle = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Item> out = new ArrayList<>();
    private long bytesIdle;
    private int made;
    private int gone;
    private int taken; // of what lay there
    private int kept;

    Walk(long seed) {
      System.out.println("DepotRandomTest seed " + seed);
      random = new Random(seed);
      countMax = random.nextInt(40);
      sameWeight = random.nextBoolean();
      budget = new ByteBudget(random.nextInt(5_000));
      depot = new Depot(countMax, 1 << random.nextInt(4), budget, 63, item -> {});
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        int dice = random.nextInt(100);
        if (dice == 0) {
          decay();
        } else if (dice < 50) {
          borrow();
        } else {
          release();
        }
        check();
      }
      depot.close().forEach(this::evicted);
      assertThat(depot.counts()).isEqualTo(new DepotCounts(taken, kept, 0, 0));
      assertThat(idle).isEmpty();
      assertThat(made).isEqualTo(out.size() + gone);
      assertThat(budget.reserved()).isZero();
    }

    private void borrow() {
      Item item = (Item) depot.take();
      if (item == null) {
        assertThat(idle).isEmpty();
        item = new Item(made++, sameWeight ? 150 : random.nextInt(300));
      } else {
        assertThat(idle.remove(item)).isTrue();
        bytesIdle -= item.weight;
        taken++;
      }
      out.add(item);
    }

    private void release() {
      if (out.isEmpty()) {
        return;
      }
      Item item = out.remove(random.nextInt(out.size()));
      switch (offer(item)) {
        case STORED -> {
          assertThat(idle.add(item)).isTrue();
          bytesIdle += item.weight;
          kept++;
        }
        case FULL -> gone++;
        case TWICE -> throw new AssertionError("item " + item.number + " was out");
      }
    }

    private Depot.Outcome offer(Item item) {
      return sameWeight && Depot.offerInPlace(depot.row(), item)
          ? Depot.Outcome.STORED
          : depot.offer(item, item.weight);
    }

    private void decay() {
      depot.decay().forEach(this::evicted);
    }

    private void evicted(Object item) {
      assertThat(idle.remove(item)).isTrue();
      bytesIdle -= ((Item) item).weight;
      gone++;
    }

    private void check() {
      if (idle.size() > countMax || bytesIdle > budget.bytesMax()) {
        throw new AssertionError("bounds exceeded: " + idle.size() + ", " + bytesIdle);
      }
      if (random.nextInt(1_000) == 0) {
        DepotCounts counts = depot.counts();
        assertThat(counts).isEqualTo(new DepotCounts(taken, kept, idle.size(), bytesIdle));
        assertThat(bytesIdle).isLessThanOrEqualTo(budget.reserved());
      }
    }
  }

  @Test
  void manyThreadsAtOnceLoseAndDoubleNothing() throws Exception {
    int steps = STEPS / 4;
    AtomicIntegerArray owners = new AtomicIntegerArray(4 * steps);
    int stripes = 1; // so that all threads meet
    Depot depot = new Depot(16, stripes, new ByteBudget(16 * 100), 63, item -> {});
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      workers.add(new Worker(depot, owners, i * steps, steps, i));
    }
    List<Thread> threads =
        workers.stream().map(worker -> Thread.ofPlatform().start(worker)).toList();
    for (Thread thread : threads) {
      thread.join();
    }
    int made = 0;
    int gone = depot.close().size();
    int kept = 0;
    for (Worker worker : workers) {
      assertThat(worker.failure).isNull();
      made += worker.made;
      gone += worker.gone;
      kept += worker.kept;
    }
    assertThat(gone).isEqualTo(made);
    assertThat(depot.counts()).isEqualTo(new DepotCounts(4L * steps - made, kept, 0, 0));
  }

  /** Takes and offers, and marks what it has. */
  private static final class Worker implements Runnable {
    private final Depot depot;
    private final AtomicIntegerArray owners; // 1 while somebody has the item of that number
    private final int numbersFrom;
    private final int steps;
    private final Random random;
    int made;
    int gone;
    int kept;
    volatile @Nullable Throwable failure;

    Worker(Depot depot, AtomicIntegerArray owners, int numbersFrom, int steps, long seed) {
      this.depot = depot;
      this.owners = owners;
      this.numbersFrom = numbersFrom;
      this.steps = steps;
      this.random = new Random(seed);
    }

    @Override
    public void run() {
      try {
        for (int i = 0; i < steps; i++) {
          step();
        }
      } catch (RuntimeException | AssertionError e) {
        failure = e;
      }
    }

    private void step() {
      Item item = (Item) depot.take();
      if (item == null) {
        item = new Item(numbersFrom + made++, 100);
      }
      if (!owners.compareAndSet(item.number, 0, 1)) {
        throw new AssertionError("item " + item.number + " was handed out twice");
      }
      if (random.nextInt(1_000) == 0) {
        gone += depot.decay().size();
      }
      owners.set(item.number, 0);
      if (Depot.offerInPlace(depot.row(), item)
          || depot.offer(item, item.weight) == Depot.Outcome.STORED) {
        kept++;
      } else {
        gone++;
      }
    }
  }
}
