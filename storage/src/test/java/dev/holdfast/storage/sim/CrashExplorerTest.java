package dev.holdfast.storage.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.sim.CrashExplorer.Report;
import dev.holdfast.storage.sim.CrashExplorer.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The explorer finds the bugs that are planted here, and finds nothing where there is none. */
class CrashExplorerTest {
  private static final String FILE = "value";
  private static final String TEMPORARY = "value.tmp";

  enum Bug {
    CONTENT_NOT_SYNCED,
    DIRECTORY_NOT_SYNCED,
    RENAMED_BEFORE_SYNC,
    WRITTEN_IN_PLACE,
    PROMISED_TOO_EARLY
  }

  /** Keeps one number in a file, replaced atomically; unless a bug is planted. */
  private record NumberFile(Directory directory, Set<Bug> bugs) {
    void store(int number) throws IOException {
      String name = bugs.contains(Bug.WRITTEN_IN_PLACE) ? FILE : TEMPORARY;
      try (DataFile file = openEmpty(name)) {
        file.write(ByteBuffer.wrap(content(number).getBytes(UTF_8)), 0);
        if (bugs.contains(Bug.RENAMED_BEFORE_SYNC)) {
          directory.rename(TEMPORARY, FILE);
        }
        if (!bugs.contains(Bug.CONTENT_NOT_SYNCED)) {
          file.sync();
        }
      }
      if (!bugs.contains(Bug.RENAMED_BEFORE_SYNC) && !bugs.contains(Bug.WRITTEN_IN_PLACE)) {
        directory.rename(TEMPORARY, FILE);
      }
      if (!bugs.contains(Bug.DIRECTORY_NOT_SYNCED)) {
        directory.sync();
      }
    }

    private DataFile openEmpty(String name) throws IOException {
      if (directory.exists(name)) {
        directory.delete(name);
      }
      return directory.create(name);
    }

    /** More than a sector, so that it can tear. */
    private static String content(int number) {
      return String.valueOf(number).repeat(700);
    }

    int load() throws IOException {
      if (!directory.exists(FILE)) {
        return 0;
      }
      try (DataFile file = directory.openForReading(FILE)) {
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        file.read(bytes, 0);
        String text = UTF_8.decode(bytes.flip()).toString();
        int number = text.isEmpty() ? -1 : text.charAt(0) - '0';
        assertThat(text).as("the file is whole").isEqualTo(content(number));
        return number;
      }
    }
  }

  private static Workload<Integer> workload(Set<Bug> bugs) {
    return (disk, run) -> {
      NumberFile file = new NumberFile(disk, bugs);
      for (int number = 1; number <= 3; number++) {
        if (bugs.contains(Bug.PROMISED_TOO_EARLY)) {
          run.promise(number);
        }
        file.store(number);
        run.promise(number);
      }
    };
  }

  private static void promisedIsThere(Directory found, List<Integer> promised) throws IOException {
    int last = promised.isEmpty() ? 0 : promised.getLast();
    assertThat(new NumberFile(found, Set.of()).load()).isGreaterThanOrEqualTo(last);
  }

  private static Report explore(Workload<Integer> workload) {
    return CrashExplorer.withSeed(1).explore(workload, CrashExplorerTest::promisedIsThere);
  }

  @Test
  void findsNothingInASoundProgram() {
    Report report = explore(workload(Set.of()));

    assertThat(report.cuts()).isGreaterThan(15);
    assertThat(report.checks()).isGreaterThan(4 * report.cuts());
  }

  @ParameterizedTest
  @EnumSource(Bug.class)
  void findsEachPlantedBug(Bug bug) {
    assertThatThrownBy(() -> explore(workload(Set.of(bug)))).isInstanceOf(BrokenPromiseError.class);
  }

  @Test
  void namesTheSeedTheLeastLossAndTheCallsThatMatter() {
    BrokenPromiseError error =
        catchThrowableOfType(
            BrokenPromiseError.class, () -> explore(workload(Set.of(Bug.DIRECTORY_NOT_SYNCED))));

    assertThat(error.seed()).isEqualTo(1);
    assertThat(error.losses()).singleElement().asString().contains("directory", "lost");
    assertThat(error)
        .hasMessageContaining("seed 1")
        .hasMessageContaining("directory: rename value.tmp to value: lost")
        .hasMessageContaining("Promised by then: 1, lately [1]");
  }

  @Test
  void findsTheSameAgainWithTheSameSeed() {
    Workload<Integer> unsound = workload(Set.of(Bug.CONTENT_NOT_SYNCED));

    assertThat(catchThrowableOfType(BrokenPromiseError.class, () -> explore(unsound)))
        .hasMessage(
            catchThrowableOfType(BrokenPromiseError.class, () -> explore(unsound)).getMessage());
  }

  @Test
  void findsARecoveryThatCannotBeInterrupted() {
    CrashExplorer explorer = CrashExplorer.withSeed(1).withRecoveryCutsMax(5);

    assertThatThrownBy(() ->
            explorer.explore(
                workload(Set.of()),
                (found, promised) -> {
                  promisedIsThere(found, promised);
                  if (found.exists(FILE)) {
                    found.rename(FILE, "aside");
                    found.sync();
                    found.rename("aside", FILE);
                    found.sync();
                  }
                }))
        .isInstanceOf(BrokenPromiseError.class)
        .hasMessageContaining("Then recovery was cut off:");
  }

  @Test
  void findsARecoveryThatBuildsOnWhatIsNotDurable() {
    assertThatThrownBy(() -> exploreCounter(false))
        .isInstanceOf(BrokenPromiseError.class)
        .hasMessageContaining("The process died after change")
        .hasMessageContaining("Then recovery was cut off:");
    assertThat(exploreCounter(true).checks()).isPositive();
  }

  /** Counts in one file; recovery notes in another how far it saw it come. */
  private static Report exploreCounter(boolean syncsBeforeReading) {
    return CrashExplorer.withSeed(1)
        .explore(
            (disk, _) -> {
              try (DataFile counter = Disks.durableFile(disk, "counter", "0");
                  DataFile _ = Disks.durableFile(disk, "seen", "0")) {
                for (String count : List.of("1", "2", "3")) {
                  Disks.write(counter, count, 0);
                  counter.sync();
                }
              }
            },
            (found, _) -> recoverCounter(found, syncsBeforeReading));
  }

  private static void recoverCounter(Directory found, boolean syncsBeforeReading)
      throws IOException {
    if (!found.exists("seen")) {
      return;
    }
    try (DataFile counter = found.open("counter");
        DataFile seen = found.open("seen")) {
      if (syncsBeforeReading) {
        counter.sync();
      }
      String count = Disks.content(counter);
      String before = Disks.content(seen);
      // Not yet synced for the first time, it may hold anything.
      assertThat(count).isGreaterThanOrEqualTo(before.matches("[0-3]") ? before : "0");
      Disks.write(seen, count, 0);
      seen.sync();
    }
  }

  @Test
  void saysWhenTheWorkloadFailsByItself() {
    assertThatThrownBy(() ->
            explore((disk, _) -> {
              throw new IOException("by itself");
            }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("seed 1")
        .hasRootCauseMessage("by itself");
  }

  @Test
  void staysWithinItsBounds() {
    Report report =
        CrashExplorer.withSeed(1)
            .withCutsMax(8)
            .withOutcomesMax(3)
            .withRecoveryCutsMax(0)
            .explore(workload(Set.of()), CrashExplorerTest::promisedIsThere);

    assertThat(report.cuts()).isBetween(4L, 9L);
    assertThat(report.checks()).isLessThanOrEqualTo(4 * report.cuts());
  }

  @Test
  void exploresOneSeedAfterTheOtherUntilTheBudgetIsSpent() {
    Report report =
        CrashExplorer.withSeed(1)
            .exploreFor(
                Duration.ofMillis(200), workload(Set.of()), CrashExplorerTest::promisedIsThere);

    assertThat(report.runs()).isPositive();
    assertThat(report.cuts()).isGreaterThan(report.runs());
  }

  @Test
  void refusesSenselessBounds() {
    assertThatThrownBy(() -> CrashExplorer.withSeed(1).withOutcomesMax(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outcomesMax 0");
  }
}
