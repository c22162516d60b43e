package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole histories on a virtual clock. A failure names the seed that repeats it. */
class RateLimiterSimulationTest {
  private static final int PERMITS = 10;
  private static final int BURST = 4;
  private static final long PERIOD_NANOS = 1_000;

  /** Threads that wait, give up, or are called off by another. */
  private static final class World {
    final SeededScheduler scheduler;
    final RateLimiter limiter;
    final List<Long> grants = new ArrayList<>();
    int calledOff;

    World(long seed) {
      scheduler = new SeededScheduler(seed);
      limiter =
          new RateLimiter(
              new RateLimiterConfig("sim", PERMITS, Duration.ofNanos(PERIOD_NANOS), BURST),
              RateLimiterListener.NOOP,
              scheduler.ticker,
              scheduler,
              Timer.SYSTEM);
      for (int i = 0; i < 6; i++) {
        Random random = new Random(seed * 31 + i);
        scheduler.spawn(() -> ask(random));
      }
    }

    private void ask(Random random) throws InterruptedException {
      for (int i = 0; i < 20; i++) {
        int weight = 1 + random.nextInt(BURST);
        try (Cancellation scope = Cancellation.until(soon(random))) {
          Cancellation caller = scope.child();
          if (random.nextInt(3) == 0) {
            scheduler.spawnNow(caller::cancel);
          }
          if (limiter.tryAcquire(weight, caller)) {
            for (int n = 0; n < weight; n++) {
              grants.add(scheduler.ticker.nanoTime());
            }
          } else if (!caller.deadline().isExpired()) {
            calledOff++;
          }
        }
        scheduler.park(this, 1 + random.nextInt(300));
      }
    }

    private Deadline soon(Random random) {
      return Deadline.after(Duration.ofNanos(1 + random.nextInt(2_000)), scheduler.ticker);
    }

    int mostInAPeriod() {
      int most = 0;
      int first = 0;
      for (int last = 0; last < grants.size(); last++) {
        while (grants.get(last) - grants.get(first) >= PERIOD_NANOS) {
          first++;
        }
        most = Math.max(most, last - first + 1);
      }
      return most;
    }
  }

  @Test
  void noWindowGrantsMoreWhoeverWaitsAndWhoeverGivesUp() throws Exception {
    int most = 0;
    int calledOff = 0;
    for (long seed = 0; seed < 100; seed++) {
      World world = new World(seed);
      world.scheduler.run();
      assertThat(world.mostInAPeriod()).as("seed " + seed).isLessThan(PERMITS + BURST);
      most = Math.max(most, world.mostInAPeriod());
      calledOff += world.calledOff;
    }
    assertThat(most).as("they ask for all there is").isGreaterThanOrEqualTo(PERMITS);
    assertThat(calledOff).as("some are called off").isPositive();
  }
}
