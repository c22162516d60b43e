package dev.holdfast.snapshot;

import static dev.holdfast.snapshot.States.NAME;
import static dev.holdfast.snapshot.States.load;
import static dev.holdfast.snapshot.States.open;
import static dev.holdfast.snapshot.States.state;
import static dev.holdfast.snapshot.States.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.sim.CrashExplorer;
import dev.holdfast.storage.sim.CrashExplorer.Report;
import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.storage.sim.Operation;
import dev.holdfast.storage.sim.PowerCut;
import dev.holdfast.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the disk does while a snapshot is written, a whole one is left. */
class SnapshotCrashTest {
  /** How long to look for broken promises from ever new seeds. */
  private static final Duration BUDGET =
      Duration.ofSeconds(Long.getLong("holdfast.snapshot.crashSeconds", 1));

  private static final long SEED = Long.getLong("holdfast.snapshot.crashSeed", 1);

  @Test
  void aCrashAtAnyOperationLeavesTheNewestPublished() {
    Report report =
        CrashExplorer.withSeed(SEED)
            .exploreFor(
                BUDGET,
                (disk, run) -> {
                  SnapshotStore store = open(disk);
                  for (long lastSeq = 1; lastSeq <= 4; lastSeq++) {
                    write(store, lastSeq * 10);
                    run.promise(lastSeq * 10);
                  }
                },
                SnapshotCrashTest::newestIsThere);

    assertThat(report.cuts()).isGreaterThan(20);
    assertThat(report.checks()).isGreaterThan(100);
  }

  /** Also, the store can go on from there. */
  private static void newestIsThere(Directory found, List<Long> promised) throws IOException {
    SnapshotStore store = open(found);
    Optional<String> loaded = load(store);
    assertThat(store.damaged()).isEmpty();
    if (!promised.isEmpty()) {
      long last = promised.getLast();
      // The third is what this check itself wrote, if it was cut off and is repeated.
      assertThat(loaded.orElse("none")).isIn(state(last), state(last + 10), state(1000));
    }
    assertThat(found.list()).doesNotContain(NAME + ".tmp");
    write(store, 1000);
    assertThat(load(open(found))).contains(state(1000));
  }

  @Test
  void whatOneProcessLoadedNoLaterCrashTakesBack() throws IOException {
    // Killed between rename and sync of the directory, then started again, then the power goes.
    SimulatedDisk disk = SimulatedDisk.withSeed(SEED);
    write(open(disk), 1);
    long changes = changesOfOneWrite(disk);
    for (long at = 1; at <= changes; at++) {
      SimulatedDisk restarted = cutDuringWrite(disk, 2, at).restartProcess();
      Optional<String> loaded = load(open(restarted));

      assertThat(load(open(restarted.powerOff().restartLosingAll()))).isEqualTo(loaded);
    }
  }

  private static long changesOfOneWrite(SimulatedDisk disk) {
    SimulatedDisk copy = disk.powerCut().restartKeepingAll();
    SnapshotStore store = open(copy);
    long before = copy.changes();
    write(store, 2);
    return copy.changes() - before;
  }

  private static PowerCut cutDuringWrite(SimulatedDisk disk, long lastSeq, long at) {
    SimulatedDisk copy = disk.powerCut().restartKeepingAll();
    SnapshotStore store = open(copy);
    copy.follow(FaultPlan.none().failAtChange(at, Fault.POWER_LOSS));
    assertThatThrownBy(() -> write(store, lastSeq)).isInstanceOf(SnapshotException.class);
    return copy.powerOff();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"IO_ERROR", "NO_SPACE", "QUOTA_EXCEEDED"})
  void aFailureOfAnyOperationLeavesAWholeOneAndSaysWhatFailed(Fault fault) throws IOException {
    long published = 0;
    long changes = changesOfOneWrite(twoSnapshots(0));
    for (long seed = 0; seed < 8; seed++) {
      for (long at = 1; at <= changes; at++) {
        SimulatedDisk disk = twoSnapshots(seed);
        SnapshotStore store = open(disk);
        disk.follow(FaultPlan.none().failAtChange(at, fault));
        boolean ok = isWritten(store, 3);
        disk.follow(FaultPlan.none());
        published += ok ? 1 : 0;

        assertAWholeOneIsLeft(disk, ok, "seed %d, change %d".formatted(seed, at));
        write(store, 4);
        assertThat(load(open(disk.powerOff().restartLosingAll()))).contains(state(4));
      }
    }
    // The clean-up after publication may fail: that does not unpublish.
    assertThat(published).isBetween(8L, 24L);
  }

  private static SimulatedDisk twoSnapshots(long seed) {
    SimulatedDisk disk = SimulatedDisk.withSeed(seed);
    SnapshotStore store = open(disk);
    write(store, 1);
    write(store, 2);
    return disk;
  }

  private static boolean isWritten(SnapshotStore store, long lastSeq) {
    try {
      write(store, lastSeq);
      return true;
    } catch (SnapshotException e) {
      assertThat(e)
          .hasMessageContaining(NAME)
          .hasMessageContaining("the one before is unharmed")
          .hasCauseInstanceOf(IOException.class);
      return false;
    }
  }

  private static void assertAWholeOneIsLeft(SimulatedDisk disk, boolean published, String when)
      throws IOException {
    List<String> legal = published ? List.of(state(3)) : List.of(state(2), state(3));
    PowerCut now = disk.powerCut();
    for (SimulatedDisk found :
        List.of(now.restartKeepingAll(), now.restartLosingAll(), now.restart(7))) {
      assertThat(load(open(found)).orElse("none")).as(when).isIn(legal);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 500, 600})
  void aFullDiskLeavesTheOldOne(int freeBytes) throws IOException {
    SimulatedDisk disk = twoSnapshots(1);
    SnapshotStore store = open(disk);
    long used = store.list().stream().mapToLong(SnapshotInfo::bytes).sum();
    disk.follow(FaultPlan.none().spaceBytes(used + freeBytes));

    assertThatThrownBy(() -> write(store, 3))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("No space left on device");
    assertThat(disk.list()).doesNotContain(NAME + ".tmp");
    assertThat(load(store)).contains(state(2));
  }

  @Test
  void aFailingClearUpIsReportedAndDoneByTheNextWrite() throws IOException {
    SimulatedDisk disk = twoSnapshots(1);
    boolean[] failed = {false};
    SnapshotListener listener =
        new SnapshotListener() {
          @Override
          public void deletionFailed(Exception cause) {
            failed[0] = true;
          }
        };
    SnapshotStore store = SnapshotStore.open(disk, States.CONFIG, listener);
    disk.follow(FaultPlan.none().failFrom(Operation.DELETE, 1, Fault.NO_SPACE));
    write(store, 3);

    assertThat(failed[0]).isTrue();
    assertThat(store.list()).hasSize(3);
    disk.follow(FaultPlan.none());
    write(store, 4);
    assertThat(store.list()).extracting(SnapshotInfo::lastSeq).containsExactly(4L, 3L);
  }

  @Test
  void aDiskThatFailsAtOpenSaysSo() {
    SimulatedDisk disk = twoSnapshots(1);
    disk.follow(FaultPlan.none().failFromChange(1, Fault.IO_ERROR));

    assertThatThrownBy(() -> open(disk))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("cannot open snapshots")
        .hasMessageContaining("Input/output error");
  }
}
