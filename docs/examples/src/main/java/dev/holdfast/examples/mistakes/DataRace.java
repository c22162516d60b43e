package dev.holdfast.examples.mistakes;

import dev.holdfast.concurrency.Channel;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two threads, one variable. {@code count++} reads, adds and writes: what another thread wrote in
 * between is overwritten.
 */
public final class DataRace {
  private static final int EACH = 10_000;
  private static final int ROUNDS_MAX = 1_000;

  private int count;

  private DataRace() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws Exception {
    IO.println("plain variable: " + (losesCounts() ? "counts were lost" : "lucky so far"));
    IO.println("atomic variable: " + countAtomically());
    IO.println("one owner: " + countByOneOwner());
  }

  /** The mistake. It may go well for long, which is the worst of it. */
  private static boolean losesCounts() throws Exception {
    for (int round = 1; round <= ROUNDS_MAX; round++) {
      DataRace race = new DataRace();
      bothAtOnce(race::increment);
      if (race.count < 2 * EACH) {
        return true;
      }
    }
    return false;
  }

  /** {@code count++} in slow motion; the pause makes a loss likely even with a single core. */
  @SuppressWarnings("ThreadPriorityCheck") // To be at the scheduler's mercy is the mistake shown.
  private void increment() {
    int seen = count;
    Thread.yield();
    count = seen + 1;
  }

  /** One cure: reading, adding and writing as one step. */
  private static int countAtomically() throws Exception {
    AtomicInteger count = new AtomicInteger();
    bothAtOnce(count::incrementAndGet);
    return count.get();
  }

  /** The other: only one thread touches the variable, and the others send it messages. */
  private static int countByOneOwner() throws Exception {
    Channel<Integer> done = Channel.bounded(2);
    DataRace owned = new DataRace();
    Thread owner =
        Thread.startVirtualThread(() -> {
          try {
            done.forEach(counted -> owned.count += counted);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Thread one = Thread.startVirtualThread(() -> report(done));
    Thread two = Thread.startVirtualThread(() -> report(done));
    one.join();
    two.join();
    done.close();
    owner.join();
    return owned.count;
  }

  private static void report(Channel<Integer> done) {
    try {
      done.send(EACH);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void bothAtOnce(Runnable step) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    Thread one = Thread.ofPlatform().start(() -> repeat(step, start));
    Thread two = Thread.ofPlatform().start(() -> repeat(step, start));
    one.join();
    two.join();
  }

  private static void repeat(Runnable step, CyclicBarrier start) {
    try {
      start.await();
    } catch (Exception e) {
      throw new IllegalStateException("the other thread did not come", e);
    }
    for (int i = 0; i < EACH; i++) {
      step.run();
    }
  }
}
