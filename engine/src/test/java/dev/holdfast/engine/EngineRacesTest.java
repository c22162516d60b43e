package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.job;
import static dev.holdfast.engine.EngineRig.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.storage.sim.Operation;
import dev.holdfast.storage.sim.SimulatedDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Callers and workers in full swing, and in the middle of it the end, round after round at another
 * moment: what only whole engines can show of the classes that their threads share.
 */
class EngineRacesTest {
  private static final int ROUNDS = 60;
  private static final int CALLERS = 2;
  private static final int CALLS = 12;
  private static final Duration PATIENCE = Duration.ofHours(1);

  enum End {
    CLOSED,
    LOG_FAILED,
    SNAPSHOT_FAILED
  }

  private final CountDownLatch never = new CountDownLatch(1);

  @ParameterizedTest
  @EnumSource
  void everyCallIsAnsweredAndEveryWorkerEnds(End end) throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      EngineRig rig = new EngineRig();
      rig.config = rig.config.withSnapshotInterval(Duration.ofMillis(1));
      SimulatedDisk disk = SimulatedDisk.withSeed(round);
      Engine engine = rig.open(disk);
      Workers workers =
          engine.startWorkers(
              WorkersConfig.of(2).withDrain(Duration.ZERO), Handlers.ofAny(_ -> never.await()));
      List<CompletableFuture<?>> answers = Collections.synchronizedList(new ArrayList<>());
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        callers.add(Thread.ofVirtual().start(() -> call(engine, caller, answers)));
      }
      spin(new SplittableRandom(round).nextInt(2_000_000));
      end(end, engine, disk);
      for (Thread caller : callers) {
        caller.join();
      }
      until(() -> answers.stream().allMatch(CompletableFuture::isDone));
      until(() -> workers.active() == 0);
      close(engine);
      assertThat(answers).as("round %d", round).hasSize(CALLERS * CALLS * 2 + CALLERS);
    }
    until(() ->
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().startsWith("holdfast")));
  }

  private static void call(Engine engine, int caller, List<CompletableFuture<?>> answers) {
    answers.add(engine.whenIdle());
    Reservation inVain = Reservation.by("outside").ofTypes(List.of("none")).waiting(PATIENCE);
    for (int i = 0; i < CALLS; i++) {
      answers.add(engine.enqueue(job("job-" + caller + "-" + i)));
      answers.add(engine.reserve(inVain));
    }
  }

  private static void spin(int nanos) {
    long endNanos = System.nanoTime() + nanos;
    while (System.nanoTime() < endNanos) {
      Thread.onSpinWait();
    }
  }

  private static void end(End end, Engine engine, SimulatedDisk disk) {
    if (end == End.CLOSED) {
      engine.close();
      return;
    }
    Operation fails = end == End.LOG_FAILED ? Operation.SYNC : Operation.RENAME;
    disk.follow(FaultPlan.none().failFrom(fails, 1, Fault.IO_ERROR));
    var _ = engine.enqueue(job("one-more"));
    until(() -> engine.failure().isPresent());
  }

  /** A failed engine says so once more if it failed only while it closed. */
  private static void close(Engine engine) {
    try {
      engine.close();
    } catch (EngineFailedException told) {
      assertThat(engine.failure()).contains(told);
    }
  }
}
