package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving that the budget allows of a few calls must have an outcome that some order of
 * the same calls, one after the other, has too. {@code -Dholdfast.lincheck=20} looks at 20 times as
 * many scenarios, and 20 times as long at each.
 */
class LincheckTest {
  private static final int BUDGET = Integer.getInteger("holdfast.lincheck", 1);

  private static void check(Class<?> scenario) {
    new ModelCheckingOptions()
        .iterations(2 * BUDGET)
        .invocationsPerIteration(40 * BUDGET)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(0)
        .minimizeFailedScenario(false)
        .check(scenario);
  }

  /** Takes and gives back permits of a semaphore of four. */
  @Param(name = "weight", gen = IntGen.class, conf = "1:3")
  public static class SemaphoreScenario {
    private final Semaphore semaphore = Semaphore.create("lincheck", 4);

    @Operation
    public boolean tryAcquire(@Param(name = "weight") int weight) {
      return semaphore.tryAcquire(weight);
    }

    @Operation
    public String release(@Param(name = "weight") int weight) {
      try {
        semaphore.release(weight);
        return "released";
      } catch (IllegalStateException e) {
        return "not held";
      }
    }

    @Operation
    public int available() {
      return semaphore.available();
    }

    @Operation
    public void resize(@Param(name = "weight") int weight) {
      semaphore.resize(2 * weight);
    }
  }

  /** Takes, reserves and cancels at a limiter whose clock stands still. */
  @Param(name = "weight", gen = IntGen.class, conf = "1:2")
  public static class RateLimiterScenario {
    private final RateLimiter limiter =
        RateLimiter.create(
            RateLimiterConfig.of("lincheck", 1, Duration.ofNanos(1024)).withBurst(4),
            RateLimiterListener.NOOP,
            () -> 0);

    @Operation
    public boolean tryAcquire(@Param(name = "weight") int weight) {
      return limiter.tryAcquire(weight);
    }

    @Operation
    public long reserve(@Param(name = "weight") int weight) {
      return limiter.reserve(weight).delayNanos();
    }

    @Operation
    public long available() {
      return limiter.available();
    }
  }

  /** Sends and receives, without waiting, at a channel of two. */
  @Param(name = "item", gen = IntGen.class, conf = "1:3")
  public static class ChannelScenario {
    private final Channel<Integer> channel = Channel.bounded(2);

    @Operation
    public String trySend(@Param(name = "item") int item) {
      try {
        return channel.trySend(item) ? "sent" : "full";
      } catch (ChannelClosedException e) {
        return "closed";
      }
    }

    @Operation
    public String tryReceive() {
      try {
        return channel.tryReceive().map(Object::toString).orElse("empty");
      } catch (ChannelClosedException e) {
        return "closed";
      }
    }

    @Operation
    public int size() {
      return channel.size();
    }

    @Operation
    public void close() {
      channel.close();
    }
  }

  /** Loses updates, to show that the budget is enough to see it. */
  public static class RacyScenario {
    private int count;

    @Operation
    public int increment() {
      return ++count;
    }
  }

  @Test
  void theCheckSeesALostUpdate() {
    assertThatThrownBy(() -> check(RacyScenario.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("increment");
  }

  @Test
  void theSemaphoreIsLinearizable() {
    check(SemaphoreScenario.class);
  }

  @Test
  void theRateLimiterIsLinearizable() {
    check(RateLimiterScenario.class);
  }

  @Test
  void theChannelIsLinearizable() {
    check(ChannelScenario.class);
  }
}
