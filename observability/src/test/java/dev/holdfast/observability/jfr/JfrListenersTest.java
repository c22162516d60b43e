package dev.holdfast.observability.jfr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.concurrency.Semaphore;
import dev.holdfast.concurrency.SemaphoreConfig;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfrListenersTest {
  private static final Duration PATIENCE = Duration.ofMillis(100);

  @TempDir private Path directory;

  @Test
  void anEngineLeavesRecoverySyncsAndSnapshots() throws IOException {
    Path data = directory.resolve("data");
    List<RecordedEvent> events =
        recorded(() -> {
          enqueueOne(data, "a");
          enqueueOne(data, "b");
        });
    List<RecordedEvent> recoveries = named(HoldfastEvents.RECOVERY, events);
    assertThat(recoveries).hasSize(2).allSatisfy(JfrListenersTest::tookSome);
    assertThat(recoveries.getFirst().getLong("lastSeq")).isZero();
    assertThat(recoveries.getLast().getLong("lastSeq")).isEqualTo(1);
    assertThat(recoveries.getLast().getLong("snapshotSeq")).isEqualTo(1);
    assertThat(named(HoldfastEvents.COMMIT_BATCH, events)).isNotEmpty();
    assertThat(named(HoldfastEvents.SYNC, events))
        .isNotEmpty()
        .allSatisfy(JfrListenersTest::tookSome)
        .allSatisfy(event -> assertThat(event.getLong("bytes")).isPositive());
    // Each engine writes a last snapshot when it closes, on the thread that closes it.
    assertThat(named(HoldfastEvents.SNAPSHOT, events))
        .hasSize(2)
        .allSatisfy(JfrListenersTest::tookSome)
        .allSatisfy(event -> assertThat(event.getString("file")).isEqualTo("snapshot.json"));
  }

  private static void enqueueOne(Path data, String id) {
    try (Engine engine = Engine.open(data, EngineConfig.defaults(), new JfrEngineListener())) {
      engine.enqueue(List.of(JobSpec.of(new JobId(id), Payload.ofJson("{}")))).join();
    }
  }

  @Test
  void aLogAloneLeavesItsBatchesAndSyncs() throws IOException {
    List<RecordedEvent> events =
        recorded(() -> {
          var log = DiskDirectory.open(directory);
          try (Wal wal = Wal.open(log, WalConfig.named("log"), new JfrWalListener())) {
            wal.append(ByteBuffer.wrap("{\"a\":1}".getBytes(UTF_8))).join();
          }
        });
    assertThat(named(HoldfastEvents.COMMIT_BATCH, events))
        .isNotEmpty()
        .allSatisfy(JfrListenersTest::tookSome)
        .anySatisfy(event -> assertThat(event.getInt("records")).isEqualTo(1));
    assertThat(named(HoldfastEvents.SYNC, events)).isNotEmpty();
  }

  @Test
  void aSemaphoreLeavesTheWaitsAndWhoWaited() throws IOException {
    List<RecordedEvent> events =
        recorded(() -> {
          Semaphore semaphore =
              Semaphore.create(SemaphoreConfig.of("db", 1), new JfrSemaphoreListener("db"));
          semaphore.acquire(1);
          // The first loads what the second needs, which may take longer than that waits.
          assertThat(semaphore.tryAcquire(1, Deadline.NOW)).isFalse();
          assertThat(semaphore.tryAcquire(1, Deadline.after(PATIENCE))).isFalse();
          semaphore.release(1);
        });
    List<RecordedEvent> waits = named(HoldfastEvents.SEMAPHORE_WAIT, events);
    assertThat(waits).hasSize(2);
    assertThat(waits.getFirst().getDuration("took")).isZero();
    RecordedEvent wait = waits.getLast();
    assertThat(wait.getString("semaphore")).isEqualTo("db");
    assertThat(wait.getString("outcome")).isEqualTo("timed_out");
    assertThat(wait.getDuration("took")).isPositive();
    assertThat(wait.getStackTrace().getFrames())
        .anyMatch(frame -> frame.getMethod().getType().getName().equals(getClass().getName()));
  }

  private static void tookSome(RecordedEvent event) {
    assertThat(event.getDuration("took")).isPositive();
  }

  private interface Work {
    void run() throws Exception;
  }

  private List<RecordedEvent> recorded(Work work) throws IOException {
    Path file = directory.resolve("test.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      try {
        work.run();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file);
  }

  private static List<RecordedEvent> named(String name, List<RecordedEvent> events) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
        .toList();
  }
}
