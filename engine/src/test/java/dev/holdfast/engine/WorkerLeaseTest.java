package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.await;
import static dev.holdfast.engine.EngineRig.enqueue;
import static dev.holdfast.engine.EngineRig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Payload;
import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.storage.sim.Operation;
import dev.holdfast.storage.sim.SimulatedDisk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A lease and the thread that works under it: real threads, and a clock that the test moves, so
 * that a lease ends when the test says so.
 */
class WorkerLeaseTest {
  private static final JobId ID = new JobId("a");
  private static final Duration LEASE = Duration.ofSeconds(3);

  private final EngineRig rig = new EngineRig();
  private final SimulatedDisk disk = SimulatedDisk.withSeed(31);
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final CompletableFuture<JobContext> context = new CompletableFuture<>();
  private final CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
  private final List<String> stuck = new CopyOnWriteArrayList<>();
  private Engine engine = open();

  private Engine open() {
    rig.listener =
        new EngineListener() {
          @Override
          public void handlerStuck(JobId id, int attempt) {
            stuck.add(id + ":" + attempt);
          }
        };
    return rig.open(disk);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** Waits in its first attempt until it is interrupted, and says so. */
  private void waitForInterrupt(JobContext job) throws InterruptedException {
    if (job.attempt() > 1) {
      return;
    }
    context.complete(job);
    inside.countDown();
    try {
      never.await();
    } catch (InterruptedException e) {
      wasInterrupted.complete(true);
      throw e;
    }
  }

  private JobContext begin(JobHandler handler) throws InterruptedException {
    engine.startWorkers(WorkersConfig.of(1).withDrain(Duration.ZERO), Handlers.ofAny(handler));
    enqueue(engine, "a");
    inside.await();
    return await(context);
  }

  private Job job() {
    return await(engine.find(ID)).orElseThrow();
  }

  @Test
  void aHandlerIsInterruptedWhenItsLeaseEndsAndNotBefore() throws InterruptedException {
    begin(this::waitForInterrupt);
    rig.advance(engine, LEASE.minusMillis(1));
    assertThat(wasInterrupted).isNotDone();
    rig.advance(engine, Duration.ofMillis(1));
    assertThat(await(wasInterrupted)).isTrue();
    await(engine.whenIdle());
    assertThat(job().attempt()).isEqualTo(2);
    assertThat(engine.counters().timedOut()).isEqualTo(1);
    assertThat(engine.counters().lateAnswers()).as("there was nothing to say").isZero();
  }

  @Test
  void anExtensionMovesTheInterruptAndTheDeadlineWhereverItIsAskedFor()
      throws InterruptedException {
    CompletableFuture<Deadline> current = new CompletableFuture<>();
    JobContext job =
        begin(handled -> {
          if (handled.attempt() == 1) {
            Heartbeat heartbeat = handled.extend(Duration.ofHours(1));
            assertThat(heartbeat.status()).isEqualTo(Heartbeat.Status.HELD);
            current.complete(Deadline.current());
          }
          waitForInterrupt(handled);
        });
    assertThat(job.deadline().remainingNanos()).isGreaterThan(Duration.ofMinutes(59).toNanos());
    assertThat(await(current)).isEqualTo(job.deadline());

    rig.advance(engine, Duration.ofMinutes(59));
    assertThat(wasInterrupted).isNotDone();
    assertThat(job().state()).isEqualTo(JobState.IN_FLIGHT);
    rig.advance(engine, Duration.ofMinutes(1));
    assertThat(await(wasInterrupted)).isTrue();
  }

  @Test
  void aHeartbeatThatSomebodyElseSendsForTheLeaseMovesTheInterruptToo()
      throws InterruptedException {
    JobContext job = begin(this::waitForInterrupt);
    await(engine.heartbeat(new Lease(job.job()), Duration.ofHours(1), Payload.EMPTY));
    assertThat(job.deadline().remainingNanos()).isGreaterThan(Duration.ofMinutes(59).toNanos());
    rig.advance(engine, LEASE);
    assertThat(wasInterrupted).isNotDone();
  }

  @Test
  void aCancellationInterruptsTheHandlerAtOnce() throws InterruptedException {
    JobContext job = begin(this::waitForInterrupt);
    assertThat(job.isCancelled()).isFalse();
    await(engine.cancel(ID, "nobody wants it"));
    assertThat(await(wasInterrupted)).isTrue();
    assertThat(job.isCancelled()).isTrue();
    await(engine.whenIdle());
    assertThat(job().state()).isEqualTo(JobState.CANCELLED);
    assertThat(job().reason()).isEqualTo("nobody wants it");
  }

  @Test
  void aHandlerThatDoesNotHeedTheInterruptLearnsOfTheCancellationByItsHeartbeat()
      throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Heartbeat> heartbeat = new CompletableFuture<>();
    begin(handled -> {
      context.complete(handled);
      inside.countDown();
      awaitIgnoringInterrupts(go);
      heartbeat.complete(handled.heartbeat(Payload.EMPTY));
      throw new IllegalStateException("given up");
    });
    await(engine.cancel(ID, "enough"));
    go.countDown();
    assertThat(await(heartbeat).status()).isEqualTo(Heartbeat.Status.CANCEL_REQUESTED);
    await(engine.whenIdle());
    assertThat(job().state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void aCancelledJobWhoseHandlerReturnsAllTheSameIsCompleted() throws InterruptedException {
    begin(handled -> {
      context.complete(handled);
      inside.countDown();
      try {
        never.await();
      } catch (InterruptedException e) {
        handled.result(Payload.ofJson("\"done all the same\""));
      }
    });
    await(engine.cancel(ID, "too late"));
    await(engine.whenIdle());
    assertThat(job().state()).isEqualTo(JobState.COMPLETED);
    assertThat(job().attempts().result()).isEqualTo(Payload.ofJson("\"done all the same\""));
  }

  @Test
  void aHandlerWhoseLeaseSomebodyElseEndsIsInterrupted() throws InterruptedException {
    JobContext job = begin(this::waitForInterrupt);
    await(engine.fail(new Lease(job.job()), "by hand"));
    assertThat(await(wasInterrupted)).isTrue();
    await(engine.whenIdle());
    assertThat(job().failures()).as("what the handler threw does not count").isEqualTo(1);
    assertThat(job().attempt()).isEqualTo(2);
  }

  @Test
  void aHeartbeatOfALeaseThatIsOverSaysLostAndALateResultIsRefusedAndCounted()
      throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Heartbeat> heartbeat = new CompletableFuture<>();
    begin(handled -> {
      if (handled.attempt() == 1) {
        context.complete(handled);
        inside.countDown();
        awaitIgnoringInterrupts(go);
        heartbeat.complete(handled.heartbeat(Payload.EMPTY));
      }
    });
    rig.advance(engine, LEASE);
    go.countDown();
    assertThat(await(heartbeat).status()).isEqualTo(Heartbeat.Status.LOST);
    await(engine.whenIdle());
    assertThat(engine.counters().lateAnswers()).as("heartbeat and result").isEqualTo(2);
    assertThat(job().attempt()).isEqualTo(2);
  }

  @Test
  void anInterruptNeverReachesTheNextJobOfTheWorker() throws InterruptedException {
    CompletableFuture<Boolean> flagOfNext = new CompletableFuture<>();
    CountDownLatch go = new CountDownLatch(1);
    begin(handled -> {
      if (handled.id().equals(ID) && handled.attempt() == 1) {
        context.complete(handled);
        inside.countDown();
        awaitIgnoringInterrupts(go);
        Thread.currentThread().interrupt();
      } else {
        flagOfNext.complete(Thread.currentThread().isInterrupted());
      }
    });
    rig.advance(engine, LEASE);
    go.countDown();
    assertThat(await(flagOfNext)).isFalse();
    await(engine.whenIdle());
  }

  @Test
  void aHandlerThatIgnoresItsInterruptIsReportedAndDoesNotHoldUpTheClose()
      throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    WorkersConfig config = WorkersConfig.of(1).withInterruptGrace(Duration.ofMillis(20));
    Workers workers =
        engine.startWorkers(
            config,
            Handlers.ofAny(handled -> {
              inside.countDown();
              awaitIgnoringInterrupts(go);
            }));
    enqueue(engine, "a");
    inside.await();
    assertThat(workers.close(Duration.ZERO)).isFalse();
    assertThat(stuck).containsExactly("a:1");
    assertThat(workers.active()).isEqualTo(1);
    engine.close();
    go.countDown();
    until(() -> workers.active() == 0);
    engine = open();
    assertThat(engine.recovery().leasesInterrupted()).isEqualTo(1);
    assertThat(stuck).as("said once").hasSize(1);
  }

  @Test
  void aStuckHandlerKeepsItsSlotOnlyUntilItEnds() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    WorkersConfig config = WorkersConfig.of(1).withInterruptGrace(Duration.ofMillis(20));
    engine.startWorkers(
        config,
        Handlers.ofAny(handled -> {
          if (handled.id().equals(ID) && handled.attempt() == 1) {
            inside.countDown();
            awaitIgnoringInterrupts(go);
          }
        }));
    enqueue(engine, "a", "b");
    inside.await();
    rig.advance(engine, LEASE);
    until(() -> !stuck.isEmpty());
    assertThat(engine.stats().pending()).as("a again, and b").isEqualTo(2);
    go.countDown();
    await(engine.whenIdle());
    assertThat(engine.stats().completed()).isEqualTo(2);
    assertThat(stuck).containsExactly("a:1");
  }

  @Test
  void anEngineThatFailsInterruptsItsHandlers() throws InterruptedException {
    begin(this::waitForInterrupt);
    disk.follow(FaultPlan.none().failFrom(Operation.SYNC, 1, Fault.IO_ERROR));
    assertThatThrownBy(() -> enqueue(engine, "lost")).isInstanceOf(EngineFailedException.class);
    assertThat(await(wasInterrupted)).isTrue();
    engine.close();
  }

  @Test
  void aSlotOutlivesWhateverItsHandlersDo() {
    engine.startWorkers(
        2,
        handled -> {
          switch (handled.id().value()) {
            case "a" -> Thread.currentThread().interrupt();
            case "b" -> throw new AssertionError("b");
            case "c" -> throw new StackOverflowError();
            case "d" -> throw JobFailedException.permanent("d");
            case "e" -> throw new InterruptedException("nobody did that");
            default -> {}
          }
        });
    enqueue(engine, "a", "b", "c", "d", "e", "f", "g");
    await(engine.whenIdle());
    assertThat(engine.stats().completed()).isEqualTo(3);
    assertThat(engine.stats().dead()).isEqualTo(4);
  }

  private static void awaitIgnoringInterrupts(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        boolean _ = Thread.interrupted(); // a latch that was let go meanwhile does not look
        return;
      } catch (InterruptedException ignored) {
        // That is the point.
      }
    }
  }
}
