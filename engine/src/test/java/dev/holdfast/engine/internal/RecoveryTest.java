package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Event;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.EngineOpenException;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalListener;
import dev.holdfast.wal.WalReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of any length lead to the state that they tell of, on one thread or on two. */
class RecoveryTest {
  private static final int MANY = 20 * LoggedEvents.BATCH_EVENTS + 7;

  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);
  private final WalConfig config = WalConfig.named("wal.log").withPreallocate(false);
  private final Wal wal = Wal.open(disk, config, WalListener.NOOP);
  private final EventCodec codec = new EventCodec();
  private final JobMachine machine = new JobMachine(Limits.defaults());

  @AfterEach
  void close() {
    wal.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("holdfast-recovery");
  }

  private void enqueue(int count) {
    for (int i = 0; i < count; i++) {
      JobSpec job = JobSpec.of(new JobId("job-" + wal.lastSeq()), Payload.ofJson("[]"));
      Event event = new Event.Enqueue(job, 1_000);
      machine.apply(event, wal.write(codec.encode(event)));
    }
    wal.sync();
  }

  private void write(String record) {
    wal.write(ByteBuffer.wrap(record.getBytes(StandardCharsets.UTF_8)));
    wal.sync();
  }

  private Recovery recover(long lastSeq) {
    try (WalReader log = WalReader.open(disk, config.name(), 1)) {
      return Recovery.fromSnapshot(reader -> Optional.empty(), Limits.defaults())
          .replay(log, lastSeq);
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        LoggedEvents.BATCH_EVENTS - 1,
        LoggedEvents.BATCH_EVENTS,
        LoggedEvents.BATCH_EVENTS + 1,
        2 * LoggedEvents.BATCH_EVENTS,
        MANY
      })
  void aLogOfAnyLengthLeadsToItsState(int records) {
    enqueue(records);
    Recovery recovered = recover(Long.MAX_VALUE);
    assertThat(recovered.recordsReplayed()).isEqualTo(records);
    assertThat(recovered.machine().image()).isEqualTo(machine.image());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, LoggedEvents.BATCH_EVENTS, LoggedEvents.BATCH_EVENTS + 1, MANY - 1})
  void itStopsAtTheRecordThatIsAskedFor(int lastSeq) {
    enqueue(MANY);
    assertThat(recover(lastSeq).machine().lastSeq()).isEqualTo(lastSeq);
  }

  @Test
  void aRecordThatIsNotUnderstoodIsNamedHoweverFarBehindItIs() {
    enqueue(MANY);
    write("{\"type\":\"WARP\"}");
    assertThatThrownBy(() -> recover(Long.MAX_VALUE))
        .isInstanceOf(EngineOpenException.class)
        .hasMessageContaining("log record " + (MANY + 1))
        .hasMessageContaining("WARP");
  }

  @Test
  void aRecordThatDoesNotFitEndsTheThreadThatIsAhead() {
    enqueue(LoggedEvents.BATCH_EVENTS);
    JobSpec orphan =
        JobSpec.of(new JobId("orphan"), Payload.EMPTY).withDependsOn(List.of(new JobId("nobody")));
    wal.write(codec.encode(new Event.Enqueue(orphan, 1_000)));
    enqueue(MANY);
    assertThatThrownBy(() -> recover(Long.MAX_VALUE))
        .isInstanceOf(EngineOpenException.class)
        .hasMessageContaining("log record " + (LoggedEvents.BATCH_EVENTS + 1))
        .hasMessageContaining("does not fit");
  }

  @Test
  void anInterruptIsKeptForLater() {
    enqueue(MANY);
    Thread.currentThread().interrupt();
    Recovery recovered = recover(Long.MAX_VALUE);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(recovered.machine().lastSeq()).isEqualTo(MANY);
  }
}
