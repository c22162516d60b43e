package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.await;
import static dev.holdfast.engine.EngineRig.enqueue;
import static dev.holdfast.engine.EngineRig.job;
import static dev.holdfast.engine.EngineRig.reserveOne;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.MachineImage;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.CorruptLogException;
import dev.holdfast.wal.Durability;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a restart finds. */
class EngineRecoveryTest {

  private final EngineRig rig = new EngineRig();

  @Test
  void aFreshDirectoryHasNothingToRecover() {
    try (Engine engine = rig.open(SimulatedDisk.withSeed(1))) {
      assertThat(engine.recovery().fresh()).isTrue();
      assertThat(engine.stats().total()).isZero();
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesALossOfPower() {
    SimulatedDisk disk = SimulatedDisk.withSeed(2);
    Engine before = rig.open(disk);
    enqueue(before, "done", "open");
    await(before.ack(reserveOne(before)));
    SimulatedDisk after = disk.powerCut().restartLosingAll();
    before.close();

    try (Engine engine = rig.open(after)) {
      assertThat(engine.recovery().snapshotFile()).isEmpty();
      assertThat(engine.recovery().recordsReplayed()).isGreaterThanOrEqualTo(4);
      assertThat(engine.stats().completed()).isEqualTo(1);
      assertThat(reserveOne(engine).id()).isEqualTo(new JobId("open"));
    }
  }

  @Test
  void aCleanCloseLeavesASnapshotThatTheNextStartBeginsWith() {
    SimulatedDisk disk = SimulatedDisk.withSeed(3);
    MachineImage closed;
    try (Engine engine = rig.open(disk)) {
      enqueue(engine, "a", "b", "c");
      await(engine.ack(reserveOne(engine)));
      closed = await(engine.image());
    }
    try (Engine engine = rig.open(disk)) {
      assertThat(engine.recovery().snapshotFile()).contains("snapshot.json");
      assertThat(engine.recovery().recordsReplayed()).isZero();
      assertThat(await(engine.image())).isEqualTo(closed);
    }
  }

  @Test
  void theLeasesOfADeadProcessAreTakenBackAtOnceAndCostNoRetry() {
    SimulatedDisk disk = SimulatedDisk.withSeed(4);
    Engine before = rig.open(disk);
    enqueue(before, "a");
    reserveOne(before);
    await(before.find(new JobId("a")));
    SimulatedDisk after = disk.powerCut().restartLosingAll();
    before.close();

    try (Engine engine = rig.open(after)) {
      assertThat(engine.recovery().leasesInterrupted()).isEqualTo(1);
      assertThat(engine.counters().interrupted()).isEqualTo(1);
      Lease again = reserveOne(engine);
      assertThat(again.attempt()).isEqualTo(2);
      assertThat(again.job().failures()).isZero();
    }
  }

  @Test
  void anAnswerFromBeforeTheCrashIsLate() {
    SimulatedDisk disk = SimulatedDisk.withSeed(5);
    Engine before = rig.open(disk);
    enqueue(before, "a");
    Lease old = reserveOne(before);
    await(before.find(new JobId("a")));
    SimulatedDisk after = disk.powerCut().restartLosingAll();
    before.close();

    try (Engine engine = rig.open(after)) {
      assertThatThrownBy(() -> await(engine.ack(old))).isInstanceOf(RejectedException.class);
      assertThat(engine.counters().lateAnswers()).isEqualTo(1);
    }
  }

  @Test
  void everyKindOfJobComesBackAsItWas() {
    SimulatedDisk disk = SimulatedDisk.withSeed(6);
    MachineImage last;
    try (Engine engine = rig.open(disk)) {
      long later = rig.nowMillis.get() + 60_000;
      JobSpec text =
          JobSpec.of(
              new JobId("\uD83D\uDE00 caf\u00e9"),
              JsonPayload.parse(
                  "{\"z\":1e400,\"a\":12345678901234567890.10,\"e\":{},\"s\":\"\uD83D\uDE00\\u0000\"}"));
      await(
          engine.enqueue(
              List.of(
                  text,
                  job("completed").withPriority(10),
                  job("dead").withPriority(9).withFailures(2),
                  job("in-flight").withPriority(8),
                  job("scheduled").withRunAtMillis(later),
                  job("blocked").withDependsOn(List.of(new JobId("scheduled"))),
                  job("retried").withPriority(7))));
      await(engine.ack(reserveOne(engine)));
      await(engine.fail(reserveOne(engine), "broken"));
      Lease inFlight = reserveOne(engine);
      await(engine.fail(reserveOne(engine), "try again"));
      assertThat(inFlight.id()).isEqualTo(new JobId("in-flight"));
      last = await(engine.image());
      assertThat(last.jobs())
          .extracting(job -> job.state())
          .contains(JobState.BLOCKED, JobState.SCHEDULED);
    }
    MachineImage fromSnapshot = EngineView.read(disk, disk, rig.config).image();
    assertThat(fromSnapshot).isEqualTo(last);
  }

  @Test
  void aBigStateIsSnapshotWhileItIsServedAndTheLogIsCutBehindTheOlderSnapshot() throws IOException {
    SimulatedDisk disk = SimulatedDisk.withSeed(7);
    AtomicInteger snapshots = new AtomicInteger();
    rig.config = rig.config.withSnapshotInterval(Duration.ofMillis(1));
    rig.listener =
        new EngineListener() {
          @Override
          public void snapshotTaken(SnapshotInfo info, Duration took) {
            snapshots.incrementAndGet();
          }
        };
    try (Engine engine = rig.open(disk)) {
      for (int i = 0; snapshots.get() < 4 || i < 200; i++) {
        enqueue(engine, "job-" + i);
        await(engine.ack(reserveOne(engine)));
      }
      assertThat(disk.list()).doesNotContain("wal.log.00000000000000000001");
      assertThat(disk.list())
          .filteredOn(name -> name.startsWith("snapshot.json"))
          .hasSizeLessThanOrEqualTo(3);
    }
    try (Engine engine = rig.open(disk)) {
      assertThat(engine.stats().completed()).isGreaterThanOrEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("weakerModes")
  void aSnapshotIsNeverAheadOfItsLogWhateverTheModeOfTheLog(Durability mode)
      throws InterruptedException {
    SimulatedDisk disk = SimulatedDisk.withSeed(13);
    CountDownLatch taken = new CountDownLatch(1);
    rig.config =
        rig.config
            .withWal(rig.config.wal().withDurability(mode))
            .withSnapshotInterval(Duration.ofMillis(1));
    rig.listener =
        new EngineListener() {
          @Override
          public void snapshotTaken(SnapshotInfo info, Duration took) {
            taken.countDown();
          }
        };
    SimulatedDisk after;
    try (Engine engine = rig.open(disk)) {
      enqueue(engine, "a");
      taken.await();
      after = disk.powerCut().restartLosingAll();
    }
    try (Engine engine = rig.open(after)) {
      assertThat(engine.stats().pending()).isEqualTo(1);
    }
  }

  static Stream<Durability> weakerModes() {
    return Stream.of(
        Durability.OS_ONLY, Durability.count(100), Durability.time(Duration.ofSeconds(3)));
  }

  @Test
  void aDamagedSnapshotIsSetAsideAndTheOlderOneServesWithTheLogThatItNeeds() throws IOException {
    SimulatedDisk disk = SimulatedDisk.withSeed(8);
    for (String id : List.of("first", "second", "third")) {
      try (Engine engine = rig.open(disk)) {
        enqueue(engine, id);
      }
    }
    disk.flipBit("snapshot.json", 30, 3);

    try (Engine engine = rig.open(disk)) {
      assertThat(engine.recovery().damagedSnapshots()).hasSize(1);
      assertThat(engine.recovery().snapshotFile()).get().asString().startsWith("snapshot.json.");
      assertThat(engine.recovery().recordsReplayed()).isEqualTo(1);
      assertThat(engine.stats().pending()).isEqualTo(3);
    }
  }

  @Test
  void aDamagedLogStopsTheStartAndNamesFileAndOffset() throws IOException {
    SimulatedDisk disk = SimulatedDisk.withSeed(9);
    Engine before = rig.open(disk);
    enqueue(before, "a");
    enqueue(before, "b");
    enqueue(before, "c");
    SimulatedDisk after = disk.powerCut().restartLosingAll();
    before.close();
    after.flipBit("wal.log.00000000000000000001", 200, 1);

    assertThatThrownBy(() -> rig.open(after))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining("wal.log.00000000000000000001");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLogWithoutWhatTheSnapshotNeedsStopsTheStart(boolean logGone) throws IOException {
    SimulatedDisk disk = SimulatedDisk.withSeed(10);
    try (Engine engine = rig.open(disk)) {
      enqueue(engine, "a", "b", "c");
    }
    for (String name : disk.list()) {
      if (logGone ? name.startsWith("wal.log") : name.startsWith("snapshot.json")) {
        disk.delete(name);
      }
    }
    if (logGone) {
      assertThatThrownBy(() -> rig.open(disk))
          .isInstanceOf(EngineOpenException.class)
          .hasMessageContaining("there is no log");
    } else {
      try (Engine engine = rig.open(disk)) {
        assertThat(engine.stats().pending()).as("the log alone tells everything").isEqualTo(3);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wal.log.00000000000000000001.corrupt", "wal.log.next", "wal.log.old"})
  void aFileThatIsNoSegmentIsNoLog(String name) throws IOException {
    SimulatedDisk disk = SimulatedDisk.withSeed(13);
    try (Engine engine = rig.open(disk)) {
      enqueue(engine, "a");
    }
    disk.rename("wal.log.00000000000000000001", name);
    assertThatThrownBy(() -> rig.open(disk))
        .isInstanceOf(EngineOpenException.class)
        .hasMessageContaining("there is no log");
  }

  @Test
  void aPoisonPillDiesInTheEnd() {
    rig.config = rig.config.withLimits(rig.config.limits().withInterruptionsMax(3));
    SimulatedDisk disk = SimulatedDisk.withSeed(11);
    Engine engine = rig.open(disk);
    enqueue(engine, "kills-its-process");
    for (int crash = 1; crash <= 3; crash++) {
      reserveOne(engine);
      await(engine.find(new JobId("kills-its-process")));
      SimulatedDisk after = disk.powerCut().restartLosingAll();
      engine.close();
      disk = after;
      engine = rig.open(disk);
    }
    assertThat(engine.stats().dead()).isEqualTo(1);
    engine.close();
  }

  /** Its checksum is right, so it is not damage: a program wrote what does not fit. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type":"WARP","job_id":"a","timestamp":"2024-01-01T10:00:00Z"} | cannot be understood
          {"type":"ENQUEUE","job_id":"b","timestamp":"2024-01-01T10:00:00Z","depends_on":["nobody"],"payload":1} | does not fit
          """)
  void aRecordThatMakesNoSenseStopsTheStartAndNamesItsNumber(String record, String problem) {
    SimulatedDisk disk = SimulatedDisk.withSeed(12);
    try (Wal wal = Wal.open(disk, rig.config.wal(), WalListener.NOOP)) {
      wal.appendDurable(ByteBuffer.wrap(record.getBytes(StandardCharsets.UTF_8)));
    }
    assertThatThrownBy(() -> rig.open(disk))
        .isInstanceOf(EngineOpenException.class)
        .hasMessageContaining("log record 1")
        .hasMessageContaining(problem);
    assertThatThrownBy(() -> EngineView.read(disk, disk, rig.config))
        .isInstanceOf(EngineOpenException.class);
  }

  @Test
  void aDirectoryThatCannotBeUsedIsNamedInWords(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> Engine.open(file, rig.config, EngineListener.NONE))
        .isInstanceOf(EngineOpenException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("Exception");
  }
}
