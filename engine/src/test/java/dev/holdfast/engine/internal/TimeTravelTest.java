package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Command;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Event;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.core.MachineImage;
import dev.holdfast.core.Payload;
import dev.holdfast.core.QueueMode;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineView;
import dev.holdfast.engine.JobHistory;
import dev.holdfast.engine.StateGoneException;
import dev.holdfast.snapshot.SnapshotConfig;
import dev.holdfast.snapshot.SnapshotListener;
import dev.holdfast.snapshot.SnapshotStore;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** States and histories out of a log and snapshots that no engine is writing any more. */
class TimeTravelTest {

  private static final int SNAPSHOTS_KEPT = 3;

  private final EngineConfig config =
      EngineConfig.defaults()
          .withWal(
              WalConfig.named("wal.log")
                  .withSegmentBytesMax(4 << 10)
                  .withBufferBytes(64 << 10)
                  .withPreallocate(false))
          .withSnapshot(
              SnapshotConfig.named("snapshot.json")
                  .withRetain(SNAPSHOTS_KEPT)
                  .withSchemaVersion(SnapshotCodec.SCHEMA_VERSION));
  private final SimulatedDisk logDisk = SimulatedDisk.withSeed(1);
  private final SimulatedDisk snapshotDisk = SimulatedDisk.withSeed(2);
  private final SimulatedDisk noSnapshots = SimulatedDisk.withSeed(3);
  private final Wal wal = Wal.open(logDisk, config.wal(), new WalListener() {});
  private final SnapshotStore snapshots =
      SnapshotStore.open(snapshotDisk, config.snapshot(), SnapshotListener.NOOP);
  private final JobMachine machine = new JobMachine(Limits.defaults().withFailuresMax(2));
  private final EventCodec codec = new EventCodec();
  private final List<String> statesAfter = new ArrayList<>(List.of(text(machine.image())));
  private long now = 1_000;

  @AfterEach
  void close() {
    wal.close();
  }

  private void run(Command command) {
    if (machine.decide(command, now) instanceof Decision.Accepted accepted) {
      for (Event event : accepted.events()) {
        machine.apply(event, wal.write(codec.encode(event)));
        statesAfter.add(text(machine.image()));
      }
    }
  }

  private void snapshot() {
    MachineImage image = machine.image();
    snapshots.write(
        image.lastSeq(),
        SnapshotCodec.SCHEMA_VERSION,
        out -> SnapshotCodec.write(image, out),
        wal::sync);
  }

  /** Anything that can happen to a dozen jobs in two queues. */
  private void runByChance(Random random, int commands) {
    for (int i = 0; i < commands; i++) {
      now += random.nextInt(500);
      JobId id = new JobId("job-" + random.nextInt(12));
      int attempt = Math.max(1, machine.find(id).map(job -> job.attempt()).orElse(1));
      run(
          switch (random.nextInt(10)) {
            case 0, 1 ->
                new Command.Enqueue(
                    List.of(
                        JobSpec.builder(id)
                            .payload(Payload.ofJson("[" + i + "]"))
                            .queue(random.nextBoolean() ? "mail" : JobSpec.DEFAULT_QUEUE)
                            .dedupMillis(2_000)
                            .build()));
            case 2, 3 -> new Command.Reserve("worker");
            case 4 -> new Command.Ack(id, attempt, Payload.ofJson("7"));
            case 5 -> new Command.Fail(id, attempt, "no luck");
            case 6 -> new Command.Cancel(id, "not wanted");
            case 7 -> random.nextBoolean() ? new Command.Requeue(id) : new Command.Forget(id);
            case 8 ->
                new Command.SetMode("mail", List.of(QueueMode.values()).get(random.nextInt(3)));
            default -> new Command.Expire(100, random.nextLong());
          });
    }
  }

  @Test
  void theStateAsOfEachRecordIsTheSameFromWhateverSnapshotItIsReached() {
    Random random = new Random(42);
    for (int i = 0; i < SNAPSHOTS_KEPT; i++) {
      runByChance(random, 60);
      snapshot();
    }
    runByChance(random, 60);
    wal.sync();
    assertThat(statesAfter).hasSizeGreaterThan(100);

    for (int seq = 0; seq < statesAfter.size(); seq++) {
      assertThat(text(asOf(snapshotDisk, seq))).isEqualTo(statesAfter.get(seq));
      assertThat(text(asOf(noSnapshots, seq))).isEqualTo(statesAfter.get(seq));
    }
    assertThat(EngineView.read(logDisk, snapshotDisk, config).lastSeq())
        .isEqualTo(machine.lastSeq());
  }

  @Test
  void whatIsBeforeTheOldestSnapshotOrBehindTheEndIsGoneAndTheRangeIsNamed() {
    Random random = new Random(7);
    runByChance(random, 120);
    snapshot();
    long first = machine.lastSeq();
    runByChance(random, 120);
    wal.sync();
    wal.truncateBefore(first + 1);
    long last = machine.lastSeq();
    long firstOfLog = EngineView.history(logDisk, config, new JobId("x")).firstSeq();
    assertThat(firstOfLog).isGreaterThan(1);

    for (long seq : List.of(1L, first - 1, last + 1, Long.MAX_VALUE)) {
      assertThatThrownBy(() -> asOf(snapshotDisk, seq))
          .isInstanceOfSatisfying(
              StateGoneException.class,
              gone -> {
                assertThat(gone.firstSeq()).isEqualTo(first);
                assertThat(gone.lastSeq()).isEqualTo(last);
              })
          .hasMessageContaining("as of record " + seq)
          .hasMessageContaining("records " + first + " to " + last);
    }
    // Before the first record there was nothing, whatever is kept.
    assertThat(text(asOf(snapshotDisk, 0))).isEqualTo(statesAfter.get(0));
    for (long seq = first; seq <= last; seq++) {
      assertThat(text(asOf(snapshotDisk, seq))).isEqualTo(statesAfter.get((int) seq));
    }
  }

  @Test
  void aDamagedSnapshotIsPassedOver() throws IOException {
    Random random = new Random(9);
    runByChance(random, 60);
    snapshot();
    runByChance(random, 60);
    snapshot();
    wal.sync();
    snapshotDisk.flipBit("snapshot.json", 200, 3);
    long seq = machine.lastSeq();
    assertThat(text(asOf(snapshotDisk, seq))).isEqualTo(statesAfter.get((int) seq));
  }

  @Test
  void anEmptyDirectoryHasTheStateBeforeTheFirstRecordAndNoOther() {
    SimulatedDisk empty = SimulatedDisk.withSeed(4);
    assertThat(EngineView.readAsOf(empty, empty, config, 0).image().jobs()).isEmpty();
    assertThatThrownBy(() -> EngineView.readAsOf(empty, empty, config, 1))
        .isInstanceOf(StateGoneException.class)
        .hasMessageContaining("records 0 to 0");
    assertThatThrownBy(() -> EngineView.readAsOf(empty, empty, config, -1))
        .isInstanceOf(IllegalArgumentException.class);
    JobHistory history = EngineView.history(empty, config, new JobId("a"));
    assertThat(history).isEqualTo(new JobHistory(new JobId("a"), List.of(), 0, 0));
  }

  @Test
  void aJobsHistoryIsWhatTheLogTellsOfIt() {
    JobId mine = new JobId("mine");
    run(new Command.Enqueue(List.of(JobSpec.of(mine, Payload.EMPTY))));
    run(new Command.Enqueue(List.of(JobSpec.of(new JobId("other"), Payload.EMPTY))));
    now = 2_000;
    run(new Command.Reserve("worker"));
    now = 3_000;
    run(new Command.Ack(mine, 1));
    wal.sync();

    JobHistory history = EngineView.history(logDisk, config, mine);
    assertThat(history.entries())
        .extracting(entry -> entry.seq() + " " + entry.event().wireName() + " " + entry.at())
        .containsExactly(
            "1 ENQUEUE 1970-01-01T00:00:01Z",
            "3 DISPATCH 1970-01-01T00:00:02Z",
            "4 ACK 1970-01-01T00:00:03Z");
    assertThat(history.isWhole()).isTrue();
    assertThat(history.firstSeq()).isEqualTo(1);
    assertThat(history.lastSeq()).isEqualTo(4);
    assertThat(EngineView.history(logDisk, config, new JobId("nobody")).entries()).isEmpty();
  }

  @Test
  void aHistoryWhoseBeginningWasCutOffSaysSo() {
    JobId mine = new JobId("mine");
    run(new Command.Enqueue(List.of(JobSpec.of(mine, Payload.EMPTY).withPriority(10))));
    for (int i = 0; i < 200; i++) {
      run(new Command.Enqueue(List.of(JobSpec.of(new JobId("other-" + i), Payload.EMPTY))));
    }
    run(new Command.Reserve("worker"));
    wal.sync();
    wal.truncateBefore(machine.lastSeq());

    JobHistory history = EngineView.history(logDisk, config, mine);
    assertThat(history.firstSeq()).isGreaterThan(1);
    assertThat(history.entries()).hasSize(1);
    assertThat(history.isWhole()).isFalse();
    assertThat(EngineView.history(logDisk, config, new JobId("other-199")).isWhole()).isTrue();
  }

  private MachineImage asOf(SimulatedDisk snapshotsFrom, long seq) {
    EngineView view = EngineView.readAsOf(logDisk, snapshotsFrom, config, seq);
    assertThat(view.lastSeq()).isEqualTo(seq);
    return view.image();
  }

  private static String text(MachineImage image) {
    var out = new ByteArrayOutputStream();
    try {
      SnapshotCodec.write(image, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
