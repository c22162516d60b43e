package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.await;
import static dev.holdfast.engine.EngineRig.enqueue;
import static dev.holdfast.engine.EngineRig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobState;
import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.storage.sim.Operation;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.storage.sim.SyncHold;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs that are really run. The clock is the real one here, since deadlines interrupt real threads.
 */
class WorkersTest {
  private static final Duration DRAIN = Duration.ofSeconds(20);

  private final EngineRig rig = new EngineRig();
  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);
  private Engine engine = open();

  private Engine open() {
    return Engine.open(disk, disk, rig.config, InstantSource.system(), rig.listener);
  }

  private void reopenWithLease(Duration lease) {
    engine.close();
    rig.config = rig.config.withLimits(rig.config.limits().withLeaseMillis(lease.toMillis()));
    engine = open();
  }

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  @Test
  void everyJobIsRunOnceAndOnItsOwnVirtualThread() {
    Set<String> ran = ConcurrentHashMap.newKeySet();
    engine.startWorkers(
        4,
        job -> {
          assertThat(Thread.currentThread().isVirtual()).isTrue();
          assertThat(ran.add(job.id().value())).isTrue();
        });
    String[] ids = IntStream.range(0, 100).mapToObj(i -> "job-" + i).toArray(String[]::new);
    enqueue(engine, ids);
    await(engine.whenIdle());
    assertThat(ran).containsExactlyInAnyOrder(ids);
    assertThat(engine.stats().completed()).isEqualTo(100);
  }

  @Test
  void workersThatAreClosedAreForgottenByAnEngineThatGoesOn() {
    WeakReference<JobHandler> closed = startAndClose();
    until(() -> {
      System.gc();
      return closed.refersTo(null);
    });
  }

  private WeakReference<JobHandler> startAndClose() {
    byte[] burden = new byte[1 << 20];
    JobHandler handler = _ -> assertThat(burden).isNotEmpty();
    Workers workers = engine.startWorkers(2, handler);
    assertThat(workers.close(DRAIN)).isTrue();
    return new WeakReference<>(handler);
  }

  @Test
  void noMoreJobsRunAtOnceThanThereAreWorkers() throws InterruptedException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    CountDownLatch threeInside = new CountDownLatch(3);
    CountDownLatch go = new CountDownLatch(1);
    engine.startWorkers(
        3,
        job -> {
          peak.accumulateAndGet(running.incrementAndGet(), Math::max);
          threeInside.countDown();
          go.await();
          running.decrementAndGet();
        });
    enqueue(engine, "a", "b", "c", "d", "e", "f");
    threeInside.await();
    assertThat(engine.stats().inFlight()).isEqualTo(3);
    go.countDown();
    await(engine.whenIdle());
    assertThat(peak).hasValue(3);
  }

  @Test
  void aWorkerNamesItselfInTheLease() {
    Set<String> workers = ConcurrentHashMap.newKeySet();
    CountDownLatch seen = new CountDownLatch(1);
    engine.startWorkers(1, job -> seen.await());
    enqueue(engine, "a");
    until(() -> engine.stats().inFlight() == 1);
    workers.add(await(engine.find(new JobId("a"))).orElseThrow().worker());
    seen.countDown();
    assertThat(workers).containsExactly("worker-1");
  }

  @Test
  void anExceptionFailsTheAttemptWithItsMessageUntilTheJobIsDead() {
    AtomicInteger attempts = new AtomicInteger();
    engine.startWorkers(
        2,
        job -> {
          attempts.incrementAndGet();
          throw new IllegalStateException("cannot do " + job.id());
        });
    enqueue(engine, "a");
    await(engine.whenIdle());
    Job dead = await(engine.find(new JobId("a"))).orElseThrow();
    assertThat(attempts).hasValue(3);
    assertThat(dead.state()).isEqualTo(JobState.DEAD);
    assertThat(dead.reason()).contains("cannot do a");
  }

  @Test
  void anErrorFailsTheAttemptAndTheWorkerGoesOn() {
    engine.startWorkers(
        1,
        job -> {
          if (job.id().value().equals("bad")) {
            throw new AssertionError();
          }
        });
    enqueue(engine, "bad", "good");
    await(engine.whenIdle());
    assertThat(await(engine.find(new JobId("bad"))).orElseThrow().reason())
        .contains("AssertionError");
    assertThat(await(engine.find(new JobId("good"))).orElseThrow().state())
        .isEqualTo(JobState.COMPLETED);
  }

  @Test
  void theDeadlineInterruptsTheHandlerAndTheJobIsTriedAgain() {
    reopenWithLease(Duration.ofMillis(60));
    List<Integer> interruptedAttempts = new ArrayList<>();
    CountDownLatch never = new CountDownLatch(1);
    engine.startWorkers(
        1,
        job -> {
          if (job.attempt() <= 2) {
            try {
              never.await();
            } catch (InterruptedException e) {
              interruptedAttempts.add(job.attempt());
              throw e;
            }
          }
        });
    enqueue(engine, "slow");
    await(engine.whenIdle());
    assertThat(interruptedAttempts).containsExactly(1, 2);
    assertThat(engine.counters().timedOut()).isEqualTo(2);
    assertThat(engine.stats().completed()).isEqualTo(1);
  }

  @Test
  void aHandlerThatIgnoresItsInterruptIsReportedAndItsLateAnswerRefused()
      throws InterruptedException {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch late = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    rig.listener =
        new EngineListener() {
          @Override
          public void handlerStuck(JobId id, int attempt) {
            stuck.countDown();
          }

          @Override
          public void lateAnswer(JobId id, int attempt, String why) {
            late.countDown();
          }
        };
    reopenWithLease(Duration.ofMillis(40));
    engine.startWorkers(
        1,
        job -> {
          if (job.attempt() == 1) {
            awaitIgnoringInterrupts(release);
          }
        });
    enqueue(engine, "stubborn");
    stuck.await();
    release.countDown();
    late.await();
    await(engine.whenIdle());
    assertThat(engine.counters().lateAnswers()).isEqualTo(1);
    assertThat(engine.stats().completed()).isEqualTo(1);
  }

  @Test
  void aLeaseThatIsOverBeforeItsHandlerBeginsCostsNoWorker() {
    reopenWithLease(Duration.ofMillis(1));
    engine.startWorkers(2, job -> {});
    enqueue(engine, IntStream.range(0, 1000).mapToObj(i -> "job-" + i).toArray(String[]::new));
    await(engine.whenIdle());
    assertThat(engine.stats().total()).isEqualTo(1000);
    assertThat(engine.counters().timedOut()).as("leases that ran out").isPositive();
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

  @Test
  void closingLetsRunningJobsEndAndTakesNoMore() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Workers workers =
        engine.startWorkers(
            1,
            job -> {
              inside.countDown();
              go.await();
            });
    enqueue(engine, "running", "left");
    inside.await();
    Thread closer = Thread.ofVirtual().start(() -> workers.close(DRAIN));
    until(() ->
        closer.getState() == Thread.State.WAITING
            || closer.getState() == Thread.State.TIMED_WAITING);
    go.countDown();
    closer.join();
    until(() -> engine.stats().completed() == 1);
    assertThat(engine.stats().pending()).isEqualTo(1);
  }

  @Test
  void aJobInterruptedByCloseGoesBackAtOnceAndKeepsAllItsRetries() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Workers workers =
        engine.startWorkers(
            1,
            job -> {
              inside.countDown();
              never.await();
            });
    enqueue(engine, "a");
    inside.await();
    assertThat(workers.close(Duration.ofMillis(1))).isTrue();
    Lease again = EngineRig.reserveOne(engine);
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.job().failures()).isZero();
    assertThat(again.job().attempts().interruptions()).isZero();
  }

  /** Whether it is the first or the last that is waited for. */
  @ParameterizedTest
  @ValueSource(strings = {"worker-1", "worker-2"})
  void aHandlerThatClosesItsOwnWorkersWaitsForTheOthers(String closer) {
    CompletableFuture<Workers> workers = new CompletableFuture<>();
    CompletableFuture<Thread> closing = new CompletableFuture<>();
    CompletableFuture<Boolean> allEnded = new CompletableFuture<>();
    CountDownLatch bothInside = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    workers.complete(
        engine.startWorkers(
            2,
            job -> {
              bothInside.countDown();
              bothInside.await();
              if (job.job().worker().equals(closer)) {
                closing.complete(Thread.currentThread());
                boolean ended = workers.join().close(DRAIN);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                allEnded.complete(ended);
              } else {
                go.await();
              }
            }));
    enqueue(engine, "a", "b", "left");
    Thread thread = await(closing);
    until(() -> allEnded.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
    go.countDown();
    assertThat(await(allEnded)).as("the one that closes goes on").isFalse();
    until(() -> engine.stats().completed() == 2);
    assertThat(engine.stats().pending()).as("no more are taken").isEqualTo(1);
    until(() -> workers.join().active() == 0);
    assertThat(workers.join().close(DRAIN)).isTrue();
  }

  /** The thread that tells of a stuck handler is one that a close waits for. */
  @Test
  void whoIsToldOfAStuckHandlerCanCloseTheWorkersButNotTheEngine() {
    CompletableFuture<Workers> workers = new CompletableFuture<>();
    CompletableFuture<Throwable> refusal = new CompletableFuture<>();
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    CountDownLatch release = new CountDownLatch(1);
    rig.listener =
        new EngineListener() {
          @Override
          public void handlerStuck(JobId id, int attempt) {
            refusal.complete(catchThrowable(engine::close));
            ended.complete(workers.join().close(Duration.ZERO));
          }
        };
    reopenWithLease(Duration.ofMillis(40));
    workers.complete(
        engine.startWorkers(
            WorkersConfig.of(1).withInterruptGrace(Duration.ofMillis(20)),
            Handlers.ofAny(_ -> awaitIgnoringInterrupts(release))));
    enqueue(engine, "stubborn");
    assertThat(await(refusal))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("holdfast-worker-watch");
    assertThat(await(ended)).isFalse();
    release.countDown();
    enqueue(engine, "the engine is still open");
  }

  @Test
  void anInterruptBetweenTwoAttemptsMeetsNeither() {
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    engine.startWorkers(
        1,
        job -> {
          if (!worker.complete(Thread.currentThread())) {
            second.complete(Thread.currentThread().isInterrupted());
          }
        });
    enqueue(engine, "first");
    await(engine.whenIdle());
    Thread thread = await(worker);
    until(() -> thread.getState() == Thread.State.WAITING);
    thread.interrupt();
    enqueue(engine, "second");
    assertThat(await(second)).isFalse();
  }

  @Test
  void workersOfAClosedEngineEndAtOnceAndLeaveNoThread() {
    engine.close();
    Workers workers =
        engine.startWorkers(
            WorkersConfig.of(2).withThreads(WorkersConfig.Threads.PLATFORM),
            Handlers.ofAny(_ -> {}));
    until(() ->
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().startsWith("holdfast-worker")));
    assertThat(workers.active()).isZero();
  }

  @Test
  void aJobThatWasOnItsWayWhenTheEngineFailedIsNotCountedAsActive() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    Workers workers = engine.startWorkers(1, _ -> begun.incrementAndGet());
    CompletableFuture<EnqueueResult> enqueued;
    disk.follow(FaultPlan.none().failFrom(Operation.SYNC, 1, Fault.IO_ERROR));
    try (SyncHold hold = disk.holdSyncs()) {
      enqueued = engine.enqueue(EngineRig.job("a"));
      hold.awaitWaiting(1);
      until(() -> workers.active() == 1);
    }
    assertThatThrownBy(() -> await(enqueued)).isInstanceOf(EngineFailedException.class);
    until(() -> workers.active() == 0);
    assertThat(begun).hasValue(0);
  }

  @Test
  void thereMustBeAWorker() {
    assertThatThrownBy(() -> engine.startWorkers(0, job -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
