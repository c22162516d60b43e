package dev.holdfast.storage.sim;

import static dev.holdfast.storage.sim.Disks.content;
import static dev.holdfast.storage.sim.Disks.contents;
import static dev.holdfast.storage.sim.Disks.durableFile;
import static dev.holdfast.storage.sim.Disks.write;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.storage.DataFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a loss of power may leave, and what not. */
class PowerCutTest {
  private static final String A = "a".repeat(512);
  private static final String B = "b".repeat(512);
  private static final String C = "c".repeat(512);
  private static final String ZEROS = "\0".repeat(512);

  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);

  /** What was found, over many outcomes. */
  private static Set<String> found(PowerCut cut, String name) throws IOException {
    Set<String> found = new HashSet<>();
    for (long outcome = 0; outcome < 500; outcome++) {
      SimulatedDisk restarted = cut.restart(outcome);
      found.add(restarted.exists(name) ? content(restarted, name) : "none");
    }
    return found;
  }

  @Test
  void whatWasSyncedIsThere() throws IOException {
    durableFile(disk, "f", A);

    assertThat(disk.powerCut().uncertainties()).isEmpty();
    assertThat(found(disk.powerCut(), "f")).containsExactly(A);
  }

  @Test
  void whatWasOverwrittenIsOldOrNewSectorBySector() throws IOException {
    DataFile file = durableFile(disk, "f", A + A);
    write(file, B + B, 0);

    assertThat(found(disk.powerCut(), "f")).containsExactlyInAnyOrder(A + A, A + B, B + A, B + B);
  }

  @Test
  void aLaterWriteMayReachTheDiskWithoutAnEarlierOne() throws IOException {
    DataFile file = durableFile(disk, "f", A + A);
    write(file, B, 0);
    write(file, C, 512);

    assertThat(found(disk.powerCut(), "f")).contains(A + C, B + A);
  }

  @Test
  void aSectorWrittenTwiceIsFoundAsItWasAtSomeMoment() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    write(file, B, 0);
    write(file, "xyz", 100);

    String both = B.substring(0, 100) + "xyz" + B.substring(103);
    assertThat(found(disk.powerCut(), "f")).containsExactlyInAnyOrder(A, B, both);
  }

  @Test
  void aLongerFileIsFoundWithAnyLengthThatItHadAndPerhapsGarbage() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    write(file, B, 512);
    write(file, C, 1024);

    Set<String> found = found(disk.powerCut(), "f");
    assertThat(found.stream().map(String::length).collect(toSet()))
        .containsExactlyInAnyOrder(512, 1024, 1536);
    assertThat(found).allSatisfy(content -> assertThat(content).startsWith(A));
    assertThat(found).contains(A, A + B, A + ZEROS, A + B + C, A + ZEROS + C);
    assertThat(found)
        .as("garbage")
        .anyMatch(c -> c.length() == 1024 && !c.equals(A + B) && !c.equals(A + ZEROS));
  }

  @Test
  void theSyncedPartOfASectorIsNeverTorn() throws IOException {
    DataFile file = durableFile(disk, "f", "synced,");
    write(file, "not synced", 7);

    // Garbage is only where nothing of the file was before.
    assertThat(found(disk.powerCut(), "f"))
        .containsExactlyInAnyOrder("synced,", "synced,not synced", "synced,\0\0\0\0\0\0\0\0\0\0");
  }

  @Test
  void aTruncationIsUndoneOrNot() throws IOException {
    DataFile file = durableFile(disk, "f", A + B);
    file.truncate(500);

    Set<String> lengths =
        found(disk.powerCut(), "f").stream().map(c -> c.length() + "").collect(toSet());
    assertThat(lengths).containsExactlyInAnyOrder("500", "1024");
    file.sync();
    assertThat(found(disk.powerCut(), "f")).containsExactly(A.substring(0, 500));
  }

  @Test
  void aSyncedFileIsLostWithItsNameIfTheDirectoryWasNotSynced() throws IOException {
    DataFile file = disk.create("f");
    write(file, A, 0);
    file.sync();

    assertThat(found(disk.powerCut(), "f")).containsExactlyInAnyOrder("none", A);
  }

  @Test
  void aDirectorySyncMakesNoContentDurable() throws IOException {
    DataFile file = disk.create("f");
    write(file, A, 0);
    disk.sync();

    assertThat(found(disk.powerCut(), "f")).contains("", ZEROS, A).doesNotContain("none");
  }

  /** The names found, over many outcomes. */
  private static Set<List<String>> namesFound(PowerCut cut) throws IOException {
    Set<List<String>> found = new HashSet<>();
    for (long outcome = 0; outcome < 500; outcome++) {
      found.add(cut.restart(outcome).list());
    }
    return found;
  }

  @Test
  void changesOfDifferentNamesAreLostInAnySubset() throws IOException {
    durableFile(disk, "a", A);
    durableFile(disk, "b", B);
    disk.delete("a");
    disk.delete("b");
    disk.create("c").close();

    assertThat(namesFound(disk.powerCut()))
        .containsExactlyInAnyOrder(
            List.of("a", "b"),
            List.of("a"),
            List.of("b"),
            List.of(),
            List.of("a", "b", "c"),
            List.of("a", "c"),
            List.of("b", "c"),
            List.of("c"));
  }

  @Test
  void changesOfOneNameAreFoundInTheirOrder() throws IOException {
    durableFile(disk, "old", A);
    disk.create("x").close();
    disk.rename("old", "new");
    disk.delete("x");

    assertThat(namesFound(disk.powerCut()))
        .containsExactlyInAnyOrder(
            List.of("old"), List.of("old", "x"), List.of("new", "x"), List.of("new"));
  }

  @Test
  void aChangeIsLostWithAnEarlierOneOfANameThatBothConcern() throws IOException {
    durableFile(disk, "log", "old").close();
    disk.rename("log", "log.1");
    try (DataFile next = disk.create("log")) {
      write(next, "new", 0);
      next.sync();
    }
    PowerCut cut = disk.powerCut();

    assertThat(cut.uncertainties())
        .extracting(Uncertainty::what)
        .containsExactly("directory: rename log to log.1", "directory: create log");
    assertThat(contents(cut.restart(List.of(0, 1)))).isEqualTo(Map.of("log", "old"));
    assertThat(contents(cut.restart(List.of(1, 0)))).isEqualTo(Map.of("log.1", "old"));
    assertThat(contents(cut.restart(List.of(1, 1))))
        .isEqualTo(Map.of("log.1", "old", "log", "new"));
  }

  @Test
  void aFailedSyncOfTheDirectoryKeepsSomeOfItsChangesForGoodAndDropsTheRest() throws IOException {
    Set<List<String>> durable = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      SimulatedDisk failing = SimulatedDisk.withSeed(seed);
      failing.create("a").close();
      failing.create("b").close();
      failing.follow(FaultPlan.none().failAt(Operation.SYNC_DIRECTORY, 1, Fault.IO_ERROR));
      assertThatThrownBy(failing::sync).hasMessageContaining("Input/output error");
      failing.sync();
      durable.add(failing.powerCut().restartLosingAll().list());
    }
    assertThat(durable)
        .containsExactlyInAnyOrder(List.of(), List.of("a"), List.of("b"), List.of("a", "b"));
  }

  @Test
  void aReplacedFileIsFoundOldOrNewAndNeverMissing() throws IOException {
    durableFile(disk, "f", "old").close();
    DataFile next = disk.create("f.tmp");
    write(next, "new", 0);
    next.sync();
    disk.rename("f.tmp", "f");

    assertThat(found(disk.powerCut(), "f")).containsExactlyInAnyOrder("old", "new");
    disk.sync();
    assertThat(contents(disk.powerCut().restartLosingAll())).isEqualTo(Map.of("f", "new"));
  }

  @Test
  void aFileRenamedBeforeItsSyncMayBeFoundEmpty() throws IOException {
    durableFile(disk, "f", "old").close();
    DataFile next = disk.create("f.tmp");
    write(next, "new", 0);
    disk.rename("f.tmp", "f");

    assertThat(found(disk.powerCut(), "f")).contains("old", "new", "");
  }

  @Test
  void aDeletedFileMayComeBack() throws IOException {
    durableFile(disk, "f", A).close();
    disk.delete("f");

    assertThat(found(disk.powerCut(), "f")).containsExactlyInAnyOrder(A, "none");
    disk.sync();
    assertThat(found(disk.powerCut(), "f")).containsExactly("none");
  }

  @Test
  void losingAllAndKeepingAllAreTheExtremes() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    write(file, B + B, 0);
    disk.create("g").close();
    PowerCut cut = disk.powerCut();

    assertThat(contents(cut.restartLosingAll())).isEqualTo(Map.of("f", A));
    assertThat(contents(cut.restartKeepingAll())).isEqualTo(Map.of("f", B + B, "g", ""));
  }

  @Test
  void theDeathOfTheProcessLosesNothingYet() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    disk.lock();
    write(file, B, 0);
    disk.create("g").close();
    SimulatedDisk restarted = disk.kill();

    assertThatThrownBy(file::sync).isInstanceOf(PowerLostException.class);
    restarted.lock().close();
    assertThat(contents(restarted)).isEqualTo(Map.of("f", B, "g", ""));
    assertThat(contents(restarted.powerCut().restartLosingAll())).isEqualTo(Map.of("f", A));
    restarted.create("h").close();
    try (DataFile again = restarted.open("f")) {
      again.sync();
    }
    restarted.sync();
    assertThat(contents(restarted.crash())).isEqualTo(Map.of("f", B, "g", "", "h", ""));
  }

  @Test
  void theDiskGoesOnAndTheCutStaysAsItWas() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    write(file, B, 0);
    PowerCut cut = disk.powerCut();
    write(file, C, 0);
    file.sync();
    disk.delete("f");

    assertThat(found(cut, "f")).containsExactlyInAnyOrder(A, B);
    assertThat(cut.changes()).isEqualTo(5);
  }

  @Test
  void eachRestartIsADiskOfItsOwn() throws IOException {
    durableFile(disk, "f", A);
    PowerCut cut = disk.powerCut();
    SimulatedDisk first = cut.restartKeepingAll();
    try (DataFile file = first.open("f")) {
      write(file, B, 0);
    }
    first.create("g").close();

    assertThat(contents(cut.restartKeepingAll())).isEqualTo(Map.of("f", A));
    assertThat(first.list()).containsExactly("f", "g");
  }

  @Test
  void aDiskCanCrashAgainAndAgain() throws IOException {
    SimulatedDisk next = disk;
    for (int n = 0; n < 10; n++) {
      durableFile(next, "f" + n, A).close();
      DataFile loose = next.create("loose" + n);
      write(loose, B, 0);
      next = next.crash();
      assertThat(next.list()).contains("f" + n);
    }
    assertThat(contents(next)).containsEntry("f0", A).containsEntry("f9", A);
  }

  @Test
  void equalSeedsGiveEqualOutcomes() throws IOException {
    List<Map<String, String>> runs = new ArrayList<>();
    for (int n = 0; n < 2; n++) {
      SimulatedDisk one = SimulatedDisk.withSeed(77);
      DataFile file = durableFile(one, "f", A);
      write(file, B + B + B, 300);
      one.rename("f", "g");
      runs.add(contents(one.crash()));
    }
    assertThat(runs.getFirst()).isEqualTo(runs.getLast());
  }

  @Test
  void tellsWhatIsOpenAndWhatWasDone() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    write(file, B, 0);
    disk.create("g").close();
    PowerCut cut = disk.powerCut();

    assertThat(cut.uncertainties())
        .containsExactly(
            new Uncertainty("directory", "directory: create g", 2, 1),
            new Uncertainty("f", "f bytes 0 to 511", 2, 1));
    assertThat(cut.trace())
        .containsExactly(
            "1 CREATE f",
            "2 WRITE f at 0, 512 bytes",
            "3 SYNC f",
            "4 SYNC_DIRECTORY directory",
            "5 WRITE f at 0, 512 bytes",
            "6 CREATE g");
  }

  @Test
  void refusesAnOutcomeThatIsNone() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    write(file, B, 0);
    PowerCut cut = disk.powerCut();

    assertThatThrownBy(() -> cut.restart(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 choices for 1 uncertainties");
    assertThatThrownBy(() -> cut.restart(List.of(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no choice 2");
    assertThat(content(cut.restart(List.of(1)), "f")).isEqualTo(B);
  }

  @Test
  void afterThePowerWentNothingWorks() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    disk.lock();
    SimulatedDisk next = disk.crash();

    assertThatThrownBy(disk::list).isInstanceOf(PowerLostException.class);
    assertThatThrownBy(disk::sync).isInstanceOf(PowerLostException.class);
    assertThatThrownBy(disk::lock).isInstanceOf(PowerLostException.class);
    assertThatThrownBy(() -> disk.create("g")).isInstanceOf(PowerLostException.class);
    assertThatThrownBy(() -> disk.open("f")).isInstanceOf(PowerLostException.class);
    assertThatThrownBy(() -> content(file)).isInstanceOf(PowerLostException.class);
    assertThatThrownBy(() -> write(file, B, 0)).isInstanceOf(PowerLostException.class);
    assertThatThrownBy(file::sync).isInstanceOf(PowerLostException.class);
    assertThat(contents(next)).isEqualTo(Map.of("f", A));
    next.lock().close();
  }

  /** Against a naive model: after a crash every sector is one that the file once had. */
  @Test
  void everySectorFoundIsOneThatWasThereSinceTheLastSync() throws IOException {
    for (long seed : LongStream.range(0, 300).toArray()) {
      RandomFile random = new RandomFile(seed);
      random.workAndCheck();
    }
  }
}
