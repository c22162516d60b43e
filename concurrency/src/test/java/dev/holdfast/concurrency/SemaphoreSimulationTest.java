package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole histories on a virtual clock. A failure names the seed that repeats it. */
class SemaphoreSimulationTest {
  private static final int CAPACITY = 8;
  private static final int STORM = Integer.getInteger("holdfast.storm", 1_000_000);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void permitsAreConservedWhateverTheScheduleAndTheTimeouts(long seed) throws Exception {
    SeededScheduler scheduler = new SeededScheduler(seed);
    Semaphore semaphore =
        new Semaphore(
            SemaphoreConfig.of("sim", CAPACITY),
            SemaphoreListener.NOOP,
            scheduler.ticker,
            scheduler,
            Timer.SYSTEM);
    AtomicInteger held = new AtomicInteger();
    AtomicInteger granted = new AtomicInteger();
    for (int actor = 0; actor < 12; actor++) {
      int self = actor;
      scheduler.spawn(() -> {
        Random random = new Random(seed * 31 + self);
        for (int i = 0; i < 300; i++) {
          int weight = 1 + random.nextInt(CAPACITY);
          Deadline deadline =
              Deadline.after(Duration.ofNanos(1 + random.nextInt(200)), scheduler.ticker);
          if (semaphore.tryAcquire(weight, deadline)) {
            granted.incrementAndGet();
            assertThat(held.addAndGet(weight)).as("seed " + seed).isLessThanOrEqualTo(CAPACITY);
            scheduler.park(this, 1 + random.nextInt(50));
            held.addAndGet(-weight);
            semaphore.release(weight);
          }
          scheduler.pause();
        }
      });
    }
    scheduler.run();
    assertThat(granted).as("seed " + seed).hasPositiveValue();
    assertThat(semaphore.available()).as("seed " + seed).isEqualTo(CAPACITY);
    assertThat(semaphore.waiting()).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13})
  void aTimeoutStormLeavesPermitsEqualToCapacity(long seed) {
    ManualTicker ticker = new ManualTicker();
    ManualTimer timer = new ManualTimer(ticker);
    Semaphore semaphore =
        new Semaphore(
            SemaphoreConfig.of("storm", CAPACITY),
            SemaphoreListener.NOOP,
            ticker,
            Parker.SYSTEM,
            timer);
    Random random = new Random(seed);
    List<CompletableFuture<Permit>> open = new ArrayList<>();
    int timeouts = 0;
    int acquires = STORM / 3;
    for (int i = 0; i < acquires; i++) {
      boolean hurried = random.nextInt(100) < 30;
      Duration patience = Duration.ofNanos(hurried ? 1 + random.nextInt(3) : 1_000_000);
      open.add(semaphore.acquireAsync(1 + random.nextInt(3), Deadline.after(patience, ticker)));
      if (open.size() >= 20) {
        timer.advance(Duration.ofNanos(4));
        timeouts += settle(open);
      }
    }
    while (!open.isEmpty()) {
      timer.advance(Duration.ofNanos(4));
      timeouts += settle(open);
    }
    assertThat(timeouts).as("seed " + seed).isBetween(acquires / 5, acquires * 2 / 5);
    assertThat(semaphore.available()).as("seed " + seed).isEqualTo(CAPACITY);
    assertThat(semaphore.waiting()).isZero();
    assertThat(timer.pending()).isZero();
  }

  /** Gives back what was granted; returns how many had timed out. */
  private static int settle(List<CompletableFuture<Permit>> open) {
    long timeouts = open.stream().filter(CompletableFuture::isCompletedExceptionally).count();
    List<CompletableFuture<Permit>> granted =
        open.stream().filter(future -> future.state() == Future.State.SUCCESS).toList();
    open.removeIf(CompletableFuture::isDone);
    granted.forEach(future -> future.join().close());
    return (int) timeouts;
  }

  @Test
  void cancellingTheHeadInAnyStateNeverStrandsAFollower() throws Exception {
    for (long seed = 0; seed < 200; seed++) {
      SeededScheduler scheduler = new SeededScheduler(seed);
      Semaphore semaphore =
          new Semaphore(
              SemaphoreConfig.of("sim", 2),
              SemaphoreListener.NOOP,
              scheduler.ticker,
              scheduler,
              Timer.SYSTEM);
      Cancellation cancellation = Cancellation.create();
      scheduler.spawn(() -> {
        semaphore.acquire(1);
        scheduler.pause();
        semaphore.release(1);
      });
      scheduler.spawn(() -> {
        if (semaphore.request(2, cancellation) instanceof Permit permit) {
          permit.close();
        }
      });
      scheduler.spawn(() -> {
        semaphore.acquire(1);
        semaphore.release(1);
      });
      scheduler.spawn(cancellation::cancel);
      scheduler.run();
      assertThat(semaphore.available()).as("seed " + seed).isEqualTo(2);
    }
  }
}
