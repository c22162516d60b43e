package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The examples of the README, word for word. */
class ReadmeExampleTest {
  private static String query(String sql) {
    return "rows of " + sql;
  }

  @Test
  void onePermitOneRateOneDeadline() throws Exception {
    // [example]
    Semaphore connections = Semaphore.create("database", 10);
    RateLimiter limiter =
        RateLimiter.create(
            RateLimiterConfig.of("api", 100, Duration.ofSeconds(1)).withBurst(10),
            RateLimiterListener.NOOP);
    try (WorkerPool pool =
        WorkerPool.create(WorkerPoolConfig.named("queries"), new WorkerPoolMetrics())) {
      Deadline deadline = Deadline.after(Duration.ofSeconds(2));
      limiter.acquire(1, deadline); // refused at once if it cannot be in time
      CompletableFuture<String> rows =
          pool.submit(
              () -> connections.withPermits(1, Deadline.current(), () -> query("select 1")),
              deadline);
      assertThat(rows.get()).isEqualTo("rows of select 1");
    }
    // [example]
  }

  @Test
  void aRefusalIsAnAnswer() throws Exception {
    Semaphore connections = Semaphore.create("database", 1);
    connections.acquire(1);
    // [refusal]
    String answer =
        switch (connections.request(1, Deadline.after(Duration.ofMillis(10)))) {
          case Permit permit -> {
            try (permit) {
              yield query("select 1");
            }
          }
          case Refusal refusal -> "503, " + refusal.weightAhead() + " ahead";
        };
    // [refusal]
    assertThat(answer).isEqualTo("503, 0 ahead");
  }

  @Test
  void stagesAndFans() throws Exception {
    // [stages]
    List<Integer> lengths = FanOut.of("lengths", 8).map(List.of("a", "bb"), String::length);
    Pipeline.<String>named("words")
        .mapInOrder("trim", 4, String::strip)
        .mapInOrder("measure", 2, String::length)
        .run(
            List.of(" a ", "bb "),
            length -> assertThat(length).isPositive(),
            Cancellation.create());
    // [stages]
    assertThat(lengths).containsExactly(1, 2);
  }
}
