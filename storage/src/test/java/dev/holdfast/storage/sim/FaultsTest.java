package dev.holdfast.storage.sim;

import static dev.holdfast.storage.sim.Disks.content;
import static dev.holdfast.storage.sim.Disks.contents;
import static dev.holdfast.storage.sim.Disks.durableFile;
import static dev.holdfast.storage.sim.Disks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.storage.DataFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults on request. */
@Timeout(60)
class FaultsTest {
  private static final String A = "a".repeat(512);
  private static final String B = "b".repeat(512);

  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"IO_ERROR", "NO_SPACE", "QUOTA_EXCEEDED"})
  void failsTheCallItWasToldToAndNoOther(Fault fault) throws IOException {
    disk.follow(FaultPlan.none().failAt(Operation.WRITE, 2, fault));
    DataFile file = disk.create("f");
    write(file, A, 0);

    assertThatThrownBy(() -> write(file, B, 512))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageContaining(disk.describe("f"))
        .hasMessageContaining(fault.message());
    write(file, B, 512);
    assertThat(content(file)).isEqualTo(A + B);
  }

  @Test
  void failsEveryCallFromThereOn() throws IOException {
    disk.follow(FaultPlan.none().failFrom(Operation.CREATE, 2, Fault.NO_SPACE));
    disk.create("a").close();

    assertThatThrownBy(() -> disk.create("b")).hasMessageContaining("No space left");
    assertThatThrownBy(() -> disk.create("c")).hasMessageContaining("No space left");
    assertThat(disk.list()).containsExactly("a");
  }

  @Test
  void countsChangesOfEveryKindFromTheMomentOfThePlan() throws IOException {
    disk.create("a").close();
    disk.follow(FaultPlan.none().failAtChange(2, Fault.NO_SPACE));
    disk.create("b").close();

    assertThatThrownBy(() -> disk.delete("a")).hasMessageContaining("No space left");
    disk.delete("a");
    assertThat(disk.list()).containsExactly("b");
  }

  @Test
  void failsEveryChangeFromThereOn() throws IOException {
    DataFile file = disk.create("a");
    disk.follow(FaultPlan.none().failFromChange(1, Fault.QUOTA_EXCEEDED));

    assertThatThrownBy(() -> write(file, A, 0)).hasMessageContaining("quota exceeded");
    assertThatThrownBy(disk::sync).hasMessageContaining("quota exceeded");
    assertThatThrownBy(() -> disk.rename("a", "b")).hasMessageContaining("quota exceeded");
    assertThat(disk.list()).containsExactly("a");
    disk.follow(FaultPlan.none());
    disk.rename("a", "b");
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"LIST", "OPEN", "READ", "LOCK"})
  void failsWhatOnlyLooks(Operation operation) throws IOException {
    DataFile file = durableFile(disk, "f", A);
    disk.follow(FaultPlan.none().failFrom(operation, 1, Fault.IO_ERROR));

    assertThatThrownBy(
            () -> {
              switch (operation) {
                case LIST -> disk.list();
                case OPEN -> disk.open("f");
                case READ -> file.read(ByteBuffer.allocate(1), 0);
                default -> disk.lock();
              }
            })
        .isExactlyInstanceOf(IOException.class)
        .hasMessageContaining("Input/output error");
  }

  @Test
  void aFailedWriteIsCarriedOutInPart() throws IOException {
    Set<Long> sizes = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      SimulatedDisk one = SimulatedDisk.withSeed(seed);
      DataFile file = one.create("f");
      one.follow(FaultPlan.none().failAt(Operation.WRITE, 1, Fault.IO_ERROR));
      assertThatThrownBy(() -> write(file, A, 0)).isInstanceOf(IOException.class);

      assertThat(A).startsWith(content(file));
      sizes.add(file.size());
    }
    assertThat(sizes).hasSizeGreaterThan(10);
  }

  @Test
  void afterAnIOErrorAChangeTookPlaceOrNot() throws IOException {
    Set<Boolean> renamed = new HashSet<>();
    for (long seed = 0; seed < 30; seed++) {
      SimulatedDisk one = SimulatedDisk.withSeed(seed);
      one.create("f").close();
      one.follow(FaultPlan.none().failAt(Operation.RENAME, 1, Fault.IO_ERROR));
      assertThatThrownBy(() -> one.rename("f", "g")).isInstanceOf(IOException.class);
      renamed.add(one.exists("g"));
    }
    assertThat(renamed).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void aFailedSyncDropsWhatItShouldHaveWrittenAndTheNextOneDoesNotTell() throws IOException {
    Set<String> found = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      SimulatedDisk one = SimulatedDisk.withSeed(seed);
      DataFile file = durableFile(one, "f", A + A);
      write(file, B + B, 0);
      one.follow(FaultPlan.none().failAt(Operation.SYNC, 1, Fault.IO_ERROR));
      assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
      file.sync();

      assertThat(content(file)).isEqualTo(B + B);
      assertThat(one.powerCut().uncertainties()).isEmpty();
      found.add(content(one.crash(), "f"));
    }
    assertThat(found).containsExactlyInAnyOrder(A + A, A + B, B + A, B + B);
  }

  @Test
  void whatIsWrittenAfterAFailedSyncCanBeSyncedAgain() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    disk.follow(FaultPlan.none().failAt(Operation.SYNC, 1, Fault.IO_ERROR));
    assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
    write(file, B, 0);
    file.sync();

    assertThat(content(disk.crash(), "f")).isEqualTo(B);
  }

  @Test
  void aFailedSyncOfTheDirectoryDropsChangesToo() throws IOException {
    Set<Map<String, String>> found = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      SimulatedDisk one = SimulatedDisk.withSeed(seed);
      one.create("f").close();
      one.follow(FaultPlan.none().failAt(Operation.SYNC_DIRECTORY, 1, Fault.IO_ERROR));
      assertThatThrownBy(one::sync).isInstanceOf(IOException.class);
      one.sync();

      assertThat(one.list()).containsExactly("f");
      found.add(contents(one.crash()));
    }
    assertThat(found).containsExactlyInAnyOrder(Map.of(), Map.of("f", ""));
  }

  @Test
  void aFullDiskTakesWhatFitsAndRoomIsMadeByDeleting() throws IOException {
    disk.follow(FaultPlan.none().spaceBytes(1000));
    DataFile first = disk.create("a");
    write(first, A, 0);
    DataFile second = disk.create("b");

    assertThatThrownBy(() -> write(second, B, 0)).hasMessageContaining("No space left on device");
    assertThat(second.size()).isEqualTo(488);
    write(first, B, 0);
    assertThatThrownBy(() -> write(first, B, 10)).hasMessageContaining("No space left on device");
    disk.delete("b");
    write(first, B, 10);
    assertThat(first.size()).isEqualTo(522);
  }

  @Test
  void thePowerGoesBeforeTheCall() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    disk.follow(FaultPlan.none().failAt(Operation.SYNC, 1, Fault.POWER_LOSS));
    write(file, B, 0);

    assertThatThrownBy(file::sync).isInstanceOf(PowerLostException.class);
    assertThat(content(disk.powerOff().restartLosingAll(), "f")).isEqualTo(A);
  }

  @Test
  void aBitRotsOnceAndForGood() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    disk.follow(FaultPlan.none().failAt(Operation.READ, 2, Fault.BIT_ROT));

    assertThat(content(file)).isEqualTo(A);
    String rotten = content(file);
    assertThat(rotten).isNotEqualTo(A).hasSameSizeAs(A);
    assertThat(content(file)).isEqualTo(rotten);
    assertThat(content(disk.crash(), "f")).isEqualTo(rotten);
  }

  @Test
  void aFlippedBitIsFlippedInEveryFutureOfTheFile() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    write(file, B, 0);
    disk.flipBit("f", 3, 1);

    assertThat(content(file)).isEqualTo("bbb`" + B.substring(4));
    assertThat(content(disk.powerCut().restartLosingAll(), "f")).startsWith("bbb`");
    assertThatThrownBy(() -> disk.flipBit("f", 512, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("512");
    assertThatThrownBy(() -> disk.flipBit("f", 0, 8)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHeldSyncHasMadeNothingDurableAndTheDiskGoesOn() throws Exception {
    DataFile file = durableFile(disk, "f", A);
    write(file, B, 0);
    SyncHold hold = disk.holdSyncs();
    FutureTask<Boolean> sync =
        new FutureTask<>(() -> {
          file.sync();
          return true;
        });
    Thread.ofPlatform().name("syncer").start(sync);
    hold.awaitWaiting(1);

    assertThat(sync.isDone()).isFalse();
    assertThat(content(disk.powerCut().restartLosingAll(), "f")).isEqualTo(A);
    disk.create("meanwhile").close();
    hold.close();
    assertThat(sync.get()).isTrue();
    assertThat(content(disk.powerCut().restartLosingAll(), "f")).isEqualTo(B);
    file.sync();
  }

  @Test
  void aHeldSyncEndsWithThePower() throws Exception {
    DataFile file = disk.create("f");
    SyncHold hold = disk.holdSyncs();
    FutureTask<String> sync =
        new FutureTask<>(() -> {
          try {
            file.sync();
            return "synced";
          } catch (PowerLostException e) {
            return "lost";
          }
        });
    Thread.ofPlatform().name("syncer").start(sync);
    hold.awaitWaiting(1);
    disk.powerOff();

    assertThat(sync.get()).isEqualTo("lost");
  }

  @Test
  void slowSyncsTakeTheirTimeAndNoInterruptShortensIt() throws IOException {
    DataFile file = durableFile(disk, "f", A);
    disk.follow(FaultPlan.none().slowSyncs(Duration.ofMillis(30)));
    Thread.currentThread().interrupt();
    long start = System.nanoTime();
    file.sync();
    long taken = System.nanoTime() - start;

    assertThat(Thread.interrupted()).isTrue();
    assertThat(taken).isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
  }

  @Test
  void keepsTheLastOfALongTrace() throws IOException {
    DataFile file = disk.create("f");
    for (int n = 0; n < 10_100; n++) {
      write(file, "x", 0);
    }

    assertThat(disk.powerCut().trace())
        .hasSize(10_000)
        .last()
        .isEqualTo("10101 WRITE f at 0, 1 bytes");
    assertThat(disk.changes()).isEqualTo(10_101);
  }

  @Test
  void refusesToCountFromZero() {
    assertThatThrownBy(() -> FaultPlan.none().failAt(Operation.READ, 0, Fault.IO_ERROR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("counted from 1");
  }
}
