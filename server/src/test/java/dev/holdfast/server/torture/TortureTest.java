package dev.holdfast.server.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.server.torture.LyingDisk.Lie;
import dev.holdfast.server.torture.Torture.Survived;
import dev.holdfast.server.torture.Torture.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One run of each ordeal; {@code -Dholdfast.torture.seconds=600} tortures for longer, and {@code
 * -Dholdfast.torture.seed} begins elsewhere.
 */
class TortureTest {
  private static final long SEED = Long.getLong("holdfast.torture.seed", 1);
  private static final Duration BUDGET =
      Duration.ofSeconds(Long.getLong("holdfast.torture.seconds", 0));

  @Test
  void noCrashBreaksAPromise() {
    List<Survived> survived = new ArrayList<>();
    Torture.ofThisProgram().run(Workload.ALL, SEED, BUDGET, survived::add);

    assertThat(survived)
        .allSatisfy(run -> assertThat(run.report().checks()).as("%s", run).isGreaterThan(50));
    assertThat(survived.subList(0, 4))
        .extracting(run -> run.ordeal() + " " + run.seed())
        .containsExactly(
            "wal-json " + SEED, "wal-binary " + SEED, "snapshot " + SEED, "engine " + SEED);
  }

  @ParameterizedTest
  @CsvSource({
    "WAL, THIRD_FILE_SYNC",
    "WAL, DIRECTORY_SYNC",
    "SNAPSHOT, THIRD_FILE_SYNC",
    "SNAPSHOT, DIRECTORY_SYNC",
    "ENGINE, THIRD_FILE_SYNC",
    "ENGINE, DIRECTORY_SYNC"
  })
  void aPlantedBugIsFound(Workload workload, Lie lie) {
    Torture torture = Torture.ofThisProgramThrough(disk -> new LyingDisk(disk, lie));
    BrokenPromiseException broken =
        catchThrowableOfType(
            BrokenPromiseException.class,
            () -> torture.run(workload, SEED, Duration.ofMinutes(1), run -> {}));

    assertThat(broken)
        .hasMessageContaining("seed " + broken.seed())
        .hasMessageContaining("Lost, and nothing else:")
        .hasMessageContaining("The last calls that matter:");
    assertThat(workload.toString()).isEqualTo(broken.ordeal().replaceFirst("-.*", ""));
  }

  @Test
  void workThatFailsWithoutACrashIsAFindingToo() {
    Torture torture =
        Torture.ofThisProgramThrough(disk -> {
          throw new IllegalArgumentException("planted");
        });

    assertThat(
            catchThrowableOfType(
                BrokenPromiseException.class,
                () -> torture.run(Workload.SNAPSHOT, 7, Duration.ZERO, run -> {})))
        .hasMessageContaining("without a crash, with seed 7")
        .hasMessageContaining("planted");
  }
}
