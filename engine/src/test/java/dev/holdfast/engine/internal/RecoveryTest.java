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
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalListener;
import dev.holdfast.wal.WalReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs and snapshots of any length lead to the state that they tell of, on one thread or two. */
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

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        ImageInput.BATCH_JOBS - 1,
        ImageInput.BATCH_JOBS,
        ImageInput.BATCH_JOBS + 1,
        2 * ImageInput.BATCH_JOBS,
        20 * ImageInput.BATCH_JOBS + 7
      })
  void aSnapshotOfAnySizeIsRestored(int jobs) throws IOException {
    enqueue(jobs);
    var text = new ByteArrayOutputStream();
    SnapshotCodec.write(machine.image(), text);
    JobMachine restored = restore(text.toByteArray());
    assertThat(restored.image()).isEqualTo(machine.image());
    restored.validate();
  }

  @Test
  void aJobThatIsNotUnderstoodStopsTheStartHoweverFarBehindItIs() throws IOException {
    enqueue(MANY);
    assertThatThrownBy(() -> restore(snapshotWith("\"seq\":%d,".formatted(MANY), "\"warp\":1,")))
        .isInstanceOf(EngineOpenException.class)
        .hasMessageContaining("cannot be understood")
        .hasMessageContaining("\"warp\"");
  }

  @Test
  void aJobThatBreaksAnInvariantStopsTheStartAndIsNamed() throws IOException {
    enqueue(MANY);
    assertThatThrownBy(() -> restore(snapshotWith("\"job-%d\"".formatted(MANY / 2), "\"job-1\"")))
        .isInstanceOf(EngineOpenException.class)
        .hasMessageContaining("cannot be understood")
        .hasMessageContaining("job job-1: it comes twice");
    assertThatThrownBy(() -> restore(snapshotWith("\"seq\":%d,".formatted(MANY), "\"seq\":7,")))
        .isInstanceOf(EngineOpenException.class)
        .hasMessageContaining("another job was enqueued by event 7 too");
  }

  @Test
  void whatTheDiskThrowsComesOutAsItIsFromTheThreadThatIsAhead() throws IOException {
    enqueue(MANY);
    var text = new ByteArrayOutputStream();
    SnapshotCodec.write(machine.image(), text);
    IOException broken = new IOException("broken");
    int whole = text.size() - 100;
    InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream(text.toByteArray(), 0, whole), new BrokenStream(broken));
    AtomicReference<IOException> thrown = new AtomicReference<>();
    Recovery.fromSnapshot(
        reader -> {
          try {
            reader.read(info(), in);
          } catch (IOException e) {
            thrown.set(e);
          }
          return Optional.empty();
        },
        Limits.defaults());
    assertThat(thrown.get()).isSameAs(broken);
  }

  private byte[] snapshotWith(String text, String other) throws IOException {
    var out = new ByteArrayOutputStream();
    SnapshotCodec.write(machine.image(), out);
    String all = out.toString(StandardCharsets.UTF_8);
    assertThat(all).contains(text);
    return all.replace(text, other).getBytes(StandardCharsets.UTF_8);
  }

  private static JobMachine restore(byte[] text) {
    return Recovery.fromSnapshot(
            reader -> {
              try {
                reader.read(info(), new ByteArrayInputStream(text));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return Optional.of(info());
            },
            Limits.defaults())
        .machine();
  }

  private static SnapshotInfo info() {
    return new SnapshotInfo(
        "snapshot.json", SnapshotCodec.SCHEMA_VERSION, MANY, 0, Optional.empty());
  }
}
