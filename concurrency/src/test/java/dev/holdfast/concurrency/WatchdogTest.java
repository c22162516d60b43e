package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private final AtomicInteger looks = new AtomicInteger();

  private void lookingAfter(Watchdog watchdog, TestThreads.Action action) throws Exception {
    watchdog.start();
    try {
      action.run();
    } finally {
      watchdog.stop();
      watchdog.thread().join();
    }
  }

  @Test
  void aLookThatFailsIsReportedAndComesAgain() throws Exception {
    Watchdog watchdog =
        new Watchdog(
            "dog",
            () -> {
              if (looks.incrementAndGet() == 1) {
                throw new StackOverflowError("the first look");
              }
              return Long.MAX_VALUE;
            });
    var faults =
        TestThreads.faultsOf(
            () -> lookingAfter(watchdog, () -> TestThreads.until(() -> looks.get() == 2)));
    assertThat(faults).singleElement().isInstanceOf(StackOverflowError.class);
  }

  @Test
  void whatIsAlmostForEverAwayIsNotDueNow() throws Exception {
    Watchdog watchdog =
        new Watchdog("dog", () -> looks.incrementAndGet() > 0 ? Long.MAX_VALUE - 1 : 0);
    lookingAfter(
        watchdog,
        () -> {
          watchdog.watch(Deadline.after(Duration.ofMillis(1)));
          TestThreads.until(() -> watchdog.thread().getState() == Thread.State.WAITING);
        });
    assertThat(looks.get()).isLessThanOrEqualTo(3);
  }
}
