package dev.holdfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.RecoveryReport;
import dev.holdfast.server.wiring.RunDisplay.Progress;
import dev.holdfast.server.wiring.RunResult;
import dev.holdfast.server.wiring.RunResult.DeadJob;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DisplayTest {
  private static final RecoveryReport NOTHING_RECOVERED =
      new RecoveryReport(
          Optional.empty(), 0, List.of(), 0, 0, 0, 0, Duration.ZERO, RecoveryReport.Phases.NONE);
  private static final RecoveryReport MUCH_RECOVERED =
      new RecoveryReport(
          Optional.of("snapshot.json"),
          5000,
          List.of(),
          1234,
          17,
          6234,
          8,
          Duration.ofMillis(120),
          RecoveryReport.Phases.NONE);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @Test
  void plainProgressIsALineAtTheStartAndEveryFewSeconds() {
    PlainDisplay display = new PlainDisplay(out);
    display.progress(new Progress(10_000, 0, 0, 0, 0), 0);
    display.progress(new Progress(10_000, 2000, 1000, 0, 0), Duration.ofMillis(2900).toNanos());
    display.progress(new Progress(10_000, 4000, 3000, 0, 2), Duration.ofSeconds(4).toNanos());
    display.progress(new Progress(10_000, 10_000, 7000, 1, 2), Duration.ofSeconds(8).toNanos());
    display.close();
    assertThat(bytes.toString(UTF_8))
        .isEqualTo(
            """
            10,000 jobs, 0 of them done before
            3,000 of 10,000 jobs done (4,000 enqueued, 750/s, 2 retried, 0 dead)
            7,001 of 10,000 jobs done (1,000/s, 2 retried, 1 dead)
            """);
  }

  @Test
  void recoveryAndWarningsAreLines() {
    PlainDisplay display = new PlainDisplay(out);
    display.recovered(MUCH_RECOVERED);
    display.warn("careful");
    assertThat(bytes.toString(UTF_8))
        .isEqualTo(
            "Recovered in 120 ms: snapshot.json up to record 5,000, then 1,234 records of the log;"
                + " an unfinished record of 17 bytes cut off; 8 interrupted jobs back in the"
                + " queue\nWarning: careful\n");
  }

  @Test
  void aBarMovesAndMakesRoomForLines() {
    BarDisplay display = new BarDisplay(out);
    display.progress(new Progress(100, 100, 0, 0, 0));
    display.warn("careful");
    display.progress(new Progress(100, 100, 98, 2, 3));
    display.close();
    display.close();
    assertThat(bytes.toString(UTF_8))
        .contains("Jobs")
        .contains("Warning: careful")
        .contains("100%")
        .contains("3 retried, 2 dead");
  }

  @Test
  void theSummaryTellsAllOfIt() {
    RunResult result =
        new RunResult(
            100_000,
            99_970,
            40_000,
            5,
            25,
            List.of(new DeadJob("task-7", "no reason"), new DeadJob("task-8", "none either")),
            Duration.ofSeconds(5),
            Duration.ofNanos(2_500),
            Duration.ofMillis(3),
            Duration.ofMillis(40),
            MUCH_RECOVERED,
            true);
    assertThat(Summary.of(result))
        .isEqualTo(
            """
            jobs            100,000
            completed       99,970 (40,000 of them before this run)
            retried         5
            dead            25
            not yet done    5
            throughput      11,994 jobs/s over 5 s
            job duration    p50 2.50 µs, p95 3 ms, p99 40 ms
            recovery        in 120 ms: snapshot.json up to record 5,000, then 1,234 records of the log; an unfinished record of 17 bytes cut off; 8 interrupted jobs back in the queue
            Dead jobs:
              task-7: no reason
              task-8: none either
              and 23 more
            """);
  }

  @Test
  void aRunThatHadNothingToDoHasNoSpeed() {
    RunResult result =
        new RunResult(
            3,
            3,
            3,
            0,
            0,
            List.of(),
            Duration.ofMillis(1),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            NOTHING_RECOVERED,
            false);
    assertThat(Summary.of(result))
        .isEqualTo(
            """
            jobs            3
            completed       3 (3 of them before this run)
            retried         0
            dead            0
            """);
  }
}
