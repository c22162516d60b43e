package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.await;
import static dev.holdfast.engine.EngineRig.enqueue;
import static dev.holdfast.engine.EngineRig.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.storage.sim.Operation;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.storage.sim.SyncHold;
import dev.holdfast.wal.WalListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that fails stops the engine; nothing is retried, and a restart has all that was
 * acknowledged.
 */
class EngineFailureTest {

  private final EngineRig rig = new EngineRig();

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"WRITE", "SYNC"})
  void aFailedWriteOrSyncFailsEveryWaiterAndEveryLaterCall(Operation operation) {
    SimulatedDisk disk = SimulatedDisk.withSeed(20);
    Engine engine = rig.open(disk);
    enqueue(engine, "acknowledged");
    CompletableFuture<List<Lease>> lease = engine.reserve("w", 1, Duration.ZERO);
    await(lease);
    CompletableFuture<List<Lease>> waiter = engine.reserve("w", 1, Duration.ofMinutes(1));
    await(engine.find(new JobId("acknowledged")));
    disk.follow(FaultPlan.none().failFrom(operation, 1, Fault.IO_ERROR));

    assertThatThrownBy(() -> await(engine.enqueue(List.of(job("lost")))))
        .isInstanceOf(EngineFailedException.class)
        .hasMessageContaining("start again");
    assertThatThrownBy(() -> await(waiter)).isInstanceOf(EngineFailedException.class);
    assertThatThrownBy(() -> await(engine.find(new JobId("acknowledged"))))
        .isInstanceOf(EngineFailedException.class);
    assertThat(engine.failure()).isPresent();
    engine.close();

    disk.follow(FaultPlan.none());
    try (Engine again = rig.open(disk.crash())) {
      assertThat(await(again.find(new JobId("acknowledged")))).isPresent();
    }
  }

  @Test
  void aFullDiskStopsTheEngineAndLosesNothingThatWasAcknowledged() {
    SimulatedDisk disk = SimulatedDisk.withSeed(21);
    Engine engine = rig.open(disk);
    disk.follow(FaultPlan.none().spaceBytes(6_000));
    int acknowledged = 0;
    try {
      while (true) {
        enqueue(engine, "job-" + acknowledged);
        acknowledged++;
      }
    } catch (EngineFailedException expected) {
      assertThat(expected).hasStackTraceContaining("space");
    }
    engine.close();
    disk.follow(FaultPlan.none());
    try (Engine again = rig.open(disk)) {
      assertThat(acknowledged).isPositive();
      for (int i = 0; i < acknowledged; i++) {
        assertThat(await(again.find(new JobId("job-" + i)))).isPresent();
      }
    }
  }

  @Test
  void aSnapshotThatCannotBeWrittenStopsTheEngine() throws InterruptedException {
    SimulatedDisk disk = SimulatedDisk.withSeed(22);
    rig.config = rig.config.withSnapshotInterval(Duration.ofMillis(1));
    CountDownLatch failed = new CountDownLatch(1);
    rig.listener =
        new EngineListener() {
          @Override
          public void engineFailed(Throwable cause) {
            failed.countDown();
          }
        };
    Engine engine = rig.open(disk);
    disk.follow(FaultPlan.none().failFrom(Operation.RENAME, 1, Fault.IO_ERROR));
    enqueue(engine, "a");
    failed.await();
    assertThat(engine.failure()).isPresent();
    engine.close();
    disk.follow(FaultPlan.none());
    try (Engine again = rig.open(disk)) {
      assertThat(await(again.find(new JobId("a")))).isPresent();
    }
  }

  @Test
  void aLastSyncThatFailsIsReportedByClose() {
    SimulatedDisk disk = SimulatedDisk.withSeed(23);
    Engine engine = rig.open(disk);
    enqueue(engine, "a");
    disk.follow(FaultPlan.none().failFrom(Operation.SYNC, 1, Fault.IO_ERROR));
    assertThatThrownBy(engine::close).isInstanceOf(EngineFailedException.class);
  }

  @Test
  void aLastSnapshotThatFailsIsReportedAndStillLetsGoOfLogAndDirectory() {
    SimulatedDisk disk = SimulatedDisk.withSeed(25);
    Engine engine = rig.open(disk);
    enqueue(engine, "a");
    disk.follow(FaultPlan.none().failAt(Operation.RENAME, 1, Fault.NO_SPACE));

    assertThatThrownBy(engine::close).isInstanceOf(EngineFailedException.class);

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("holdfast"));
    try (Engine again = rig.open(disk)) {
      assertThat(await(again.find(new JobId("a")))).isPresent();
    }
  }

  @Test
  void aCloseOnTheEnginesOwnThreadIsRefusedAndDoesNotWaitForItself() {
    CompletableFuture<Throwable> byListener = new CompletableFuture<>();
    CompletableFuture<Engine> opened = new CompletableFuture<>();
    rig.listener =
        new EngineListener() {
          @Override
          public void enqueued(Job added) {
            byListener.complete(catchThrowable(opened.join()::close));
          }
        };
    SimulatedDisk disk = SimulatedDisk.withSeed(26);
    try (Engine engine = rig.open(disk)) {
      opened.complete(engine);
      CompletableFuture<Throwable> byFuture;
      try (SyncHold _ = disk.holdSyncs()) {
        byFuture = engine.enqueue(job("a")).thenApply(_ -> catchThrowable(engine::close));
      }
      assertThat(await(byListener))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("holdfast-commits");
      assertThat(await(byFuture))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("holdfast-replies");
    }
  }

  /** Closes the engine from whatever the log says, whose thread the closing would wait for. */
  private record ClosingListener(
      String when, CompletableFuture<Engine> engine, CompletableFuture<Throwable> refusal)
      implements EngineListener, WalListener {

    private void hear(String what) {
      Engine opened = engine.getNow(null);
      if (what.equals(when) && opened != null) {
        refusal.complete(catchThrowable(opened::close));
      }
    }

    @Override
    public WalListener log() {
      return this;
    }

    @Override
    public void batchSynced(int records, long bytes, Duration sync) {
      hear("synced");
    }

    @Override
    public void batchWritten(int records, long bytes, long writeNanos) {
      hear("written");
    }

    @Override
    public void durable(long seq) {
      hear("durable");
    }

    @Override
    public void segmentRolled(String file, long firstSeq) {
      hear("rolled");
    }

    @Override
    public void poisoned(Throwable cause) {
      hear("poisoned");
    }

    @Override
    public void engineFailed(Throwable cause) {
      hear("failed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"synced", "written", "durable", "rolled", "poisoned", "failed"})
  void aCloseOnTheLogsThreadIsRefusedAndClosesNothing(String when) {
    var listener = new ClosingListener(when, new CompletableFuture<>(), new CompletableFuture<>());
    rig.listener = listener;
    SimulatedDisk disk = SimulatedDisk.withSeed(27);
    boolean fails = when.equals("poisoned") || when.equals("failed");
    try (Engine engine = rig.open(disk)) {
      listener.engine().complete(engine);
      if (fails) {
        disk.follow(FaultPlan.none().failFrom(Operation.SYNC, 1, Fault.IO_ERROR));
        assertThatThrownBy(() -> enqueue(engine, "a")).isInstanceOf(EngineFailedException.class);
      } else {
        for (int i = 0; !listener.refusal().isDone(); i++) {
          enqueue(engine, "job-" + i);
        }
      }
      assertThat(await(listener.refusal()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("holdfast-wal");
      if (!fails) {
        enqueue(engine, "still-open");
      }
    }
  }

  @Test
  void anOpenThatFailsHalfwayLetsGoOfTheDirectory() {
    SimulatedDisk disk = SimulatedDisk.withSeed(24);
    disk.follow(FaultPlan.none().failAt(Operation.CREATE, 1, Fault.IO_ERROR));
    assertThatThrownBy(() -> rig.open(disk)).isInstanceOf(RuntimeException.class);
    rig.open(disk).close();
  }
}
