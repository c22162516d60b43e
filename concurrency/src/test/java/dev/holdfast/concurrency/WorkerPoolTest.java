package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.concurrency.TestThreads.Running;
import dev.holdfast.concurrency.WorkerPoolConfig.Rejection;
import dev.holdfast.concurrency.WorkerPoolConfig.Threads;
import dev.holdfast.concurrency.WorkerPoolListener.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("FutureReturnValueIgnored") // some tasks only keep a worker busy
class WorkerPoolTest {
  private static final Duration BRIEF = Duration.ofMillis(150);

  private final CountDownLatch hold = new CountDownLatch(1);
  private final Recorder recorder = new Recorder();
  private final WorkerPoolConfig one = WorkerPoolConfig.named("one").withWorkers(1);

  private static final class Recorder implements WorkerPoolListener {
    final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    final AtomicInteger rejected = new AtomicInteger();
    final AtomicInteger stuck = new AtomicInteger();

    @Override
    public void taskEnded(Outcome outcome, long queueNanos, long runNanos) {
      outcomes.add(outcome);
    }

    @Override
    public void taskRejected() {
      rejected.incrementAndGet();
    }

    @Override
    public void taskStuck(Thread thread, long runNanos) {
      stuck.incrementAndGet();
    }
  }

  private Boolean waitForHold() throws InterruptedException {
    return hold.await(20, TimeUnit.SECONDS);
  }

  /** Makes the pool's worker, or one of them, busy; returns once it is. */
  private CompletableFuture<Boolean> occupy(WorkerPool pool) {
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Boolean> task =
        pool.submit(
            () -> {
              started.countDown();
              return waitForHold();
            },
            Deadline.NEVER);
    TestThreads.await(started);
    return task;
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void runsTasksOnNamedThreadsOfTheKindAskedFor(Threads kind) throws Exception {
    try (WorkerPool pool =
        WorkerPool.create(
            WorkerPoolConfig.named("mill").withWorkers(2).withThreads(kind), recorder)) {
      List<CompletableFuture<String>> names = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        names.add(
            pool.submit(() -> {
              assertThat(Thread.currentThread().isVirtual()).isEqualTo(kind == Threads.VIRTUAL);
              return Thread.currentThread().getName();
            }));
      }
      for (var name : names) {
        assertThat(name.get()).matches("mill-worker-[12]");
      }
      TestThreads.until(() -> recorder.outcomes.size() == 100);
      assertThat(recorder.outcomes).containsOnly(Outcome.SUCCEEDED);
    }
  }

  @Test
  void aTasksExceptionFailsItsFutureAndNotItsWorker() throws Exception {
    try (WorkerPool pool = WorkerPool.create(one, recorder)) {
      CompletableFuture<String> failed =
          pool.submit(() -> {
            throw new StackOverflowError("deep");
          });
      assertThatThrownBy(failed::get).hasCauseInstanceOf(StackOverflowError.class);
      assertThat(pool.submit(() -> "alive").get()).isEqualTo("alive");
      assertThat(recorder.outcomes).startsWith(Outcome.FAILED);
    }
  }

  @Test
  void aDeadlineReallyInterruptsTheTask() throws Exception {
    try (WorkerPool pool = WorkerPool.create(one, recorder)) {
      AtomicBoolean interrupted = new AtomicBoolean();
      CompletableFuture<Boolean> late =
          pool.submit(
              () -> {
                try {
                  return waitForHold();
                } catch (InterruptedException e) {
                  interrupted.set(true);
                  throw e;
                }
              },
              Deadline.after(BRIEF));
      assertThatThrownBy(late::get).hasCauseInstanceOf(TimeoutException.class);
      assertThat(pool.submit(Thread::interrupted).get()).as("the next is not hit").isFalse();
      assertThat(interrupted).isTrue();
      assertThat(recorder.outcomes).startsWith(Outcome.TIMED_OUT);
      assertThat(recorder.stuck).hasValue(0);
    }
  }

  @Test
  void aTaskThatIgnoresItsInterruptIsReportedAndKeepsItsWorker() throws Exception {
    AtomicBoolean go = new AtomicBoolean();
    WorkerPoolConfig config = one.withInterruptGrace(BRIEF);
    try (WorkerPool pool = WorkerPool.create(config, recorder)) {
      CompletableFuture<String> deaf =
          pool.submit(
              () -> {
                while (!go.get()) {
                  Thread.onSpinWait();
                }
                return "too late";
              },
              Deadline.after(BRIEF));
      assertThatThrownBy(deaf::get).hasCauseInstanceOf(TimeoutException.class);
      TestThreads.until(() -> recorder.stuck.get() == 1);
      assertThat(pool.activeWorkers()).isOne();
      go.set(true);
      assertThat(pool.submit(() -> "free again").get()).isEqualTo("free again");
      assertThat(recorder.stuck).hasValue(1);
    }
  }

  @Test
  void aGraceWithoutEndLeavesTheDeadlinesInForce() throws Exception {
    WorkerPoolConfig config = one.withInterruptGrace(Duration.ofSeconds(Long.MAX_VALUE));
    try (WorkerPool pool = WorkerPool.create(config, recorder)) {
      for (int i = 0; i < 2; i++) {
        CompletableFuture<Boolean> late = pool.submit(this::waitForHold, Deadline.after(BRIEF));
        assertThatThrownBy(() -> late.get(20, TimeUnit.SECONDS))
            .hasCauseInstanceOf(TimeoutException.class);
      }
    }
  }

  @Test
  void aTaskThatWaitsInTheQueueBeyondItsDeadlineFailsThereAndNeverRuns() throws Exception {
    try (WorkerPool pool = WorkerPool.create(one, recorder)) {
      occupy(pool);
      AtomicBoolean ran = new AtomicBoolean();
      CompletableFuture<Object> waiting =
          pool.submit(
              () -> {
                ran.set(true);
                return 1;
              },
              Deadline.after(BRIEF));
      assertThatThrownBy(waiting::get).hasCauseInstanceOf(TimeoutException.class);
      hold.countDown();
      assertThat(pool.submit(() -> "next").get()).isEqualTo("next");
      assertThat(ran).isFalse();
      assertThat(recorder.outcomes).contains(Outcome.TIMED_OUT);
    }
  }

  @Test
  void aTaskWithoutADeadlineGetsThePoolsAndANestedOneThatOfItsParent() throws Exception {
    WorkerPoolConfig config = one.withWorkers(2).withDefaultTimeout(Duration.ofSeconds(30));
    try (WorkerPool pool = WorkerPool.create(config, recorder)) {
      Deadline byDefault = pool.submit(Deadline::current).get();
      assertThat(byDefault.remainingNanos())
          .isPositive()
          .isLessThanOrEqualTo(Duration.ofSeconds(30).toNanos());
      Deadline set = Deadline.after(Duration.ofMinutes(7));
      assertThat(pool.submit(() -> pool.submit(Deadline::current).get(), set).get()).isSameAs(set);
      assertThat(pool.submit(() -> pool.submit(Deadline::current).get(), Deadline.NEVER).get())
          .isSameAs(Deadline.NEVER);
    }
    assertThat(Deadline.current()).isSameAs(Deadline.NEVER);
  }

  @Test
  void aFullQueueBlocksTheSubmitterUntilThereIsRoom() throws Exception {
    try (WorkerPool pool = WorkerPool.create(one.withQueueCapacity(1), recorder)) {
      occupy(pool);
      pool.submit(() -> 1);
      Running<CompletableFuture<Integer>> blocked = TestThreads.start(() -> pool.submit(() -> 2));
      blocked.parked();
      assertThat(pool.queueLength()).isOne();
      hold.countDown();
      assertThat(blocked.result().get()).isEqualTo(2);
    }
  }

  @Test
  void aSubmitterThatBlocksBeyondTheDeadlineGetsATimeout() {
    try (WorkerPool pool = WorkerPool.create(one.withQueueCapacity(1), recorder)) {
      occupy(pool);
      pool.submit(() -> 1, Deadline.NEVER);
      CompletableFuture<Integer> late = pool.submit(() -> 2, Deadline.after(BRIEF));
      assertThat(late).isCompletedExceptionally();
      assertThatThrownBy(late::get).hasCauseInstanceOf(TimeoutException.class);
      assertThat(recorder.rejected).hasValue(1);
    }
  }

  @Test
  void aCancellationReachesASubmitterThatWaitsForRoom() throws Exception {
    try (WorkerPool pool = WorkerPool.create(one.withQueueCapacity(1), recorder)) {
      occupy(pool);
      pool.submit(() -> 1, Deadline.NEVER);
      Cancellation caller = Cancellation.create();
      Running<CompletableFuture<Integer>> blocked =
          TestThreads.start(() -> pool.submit(() -> 2, caller)).parked();
      caller.cancel();
      assertThat(blocked.result()).isCancelled();
      assertThat(recorder.rejected).hasValue(1);
      Cancellation late = Cancellation.until(Deadline.after(BRIEF));
      CompletableFuture<Integer> timedOut = pool.submit(() -> 3, late);
      assertThatThrownBy(timedOut::get).hasCauseInstanceOf(TimeoutException.class);
      assertThat(caller.registrations() + late.registrations()).isZero();
    }
  }

  @Test
  void anInterruptedSubmitterIsRefusedAndStaysInterrupted() {
    try (WorkerPool pool = WorkerPool.create(one.withQueueCapacity(1), recorder)) {
      occupy(pool);
      pool.submit(() -> 1, Deadline.NEVER);
      Thread.currentThread().interrupt();
      CompletableFuture<Integer> refused = pool.submit(() -> 2, Deadline.NEVER);
      assertThat(Thread.interrupted()).isTrue();
      assertThatThrownBy(refused::get).hasCauseInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void rejectionRefusesAtOnceWhenThereIsNoRoom() {
    WorkerPoolConfig config = one.withQueueCapacity(1).withRejection(Rejection.REJECT);
    try (WorkerPool pool = WorkerPool.create(config, recorder)) {
      occupy(pool);
      pool.submit(() -> 1);
      CompletableFuture<Integer> refused = pool.submit(() -> 2);
      assertThatThrownBy(refused::get)
          .hasCauseInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("one has no room");
      assertThat(recorder.rejected).hasValue(1);
    }
  }

  @Test
  void shutdownRunsWhatIsQueuedAndRefusesWhatIsNew() throws Exception {
    WorkerPool pool = WorkerPool.create(one.withQueueCapacity(10), recorder);
    occupy(pool);
    List<CompletableFuture<Integer>> queued = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int value = i;
      queued.add(pool.submit(() -> value));
    }
    Running<Boolean> shutdown = TestThreads.start(() -> pool.shutdown(Deadline.NEVER)).parked();
    assertThatThrownBy(() -> pool.submit(() -> 9).get())
        .hasCauseInstanceOf(RejectedExecutionException.class);
    hold.countDown();
    assertThat(shutdown.result()).isTrue();
    for (int i = 0; i < 5; i++) {
      assertThat(queued.get(i).join()).isEqualTo(i);
    }
    assertThat(pool.shutdown(Deadline.NOW)).as("again").isTrue();
  }

  @Test
  void shutdownInterruptsWhatStillRunsAtItsDeadlineAndCancelsWhatWaits() {
    WorkerPool pool = WorkerPool.create(one, recorder);
    CompletableFuture<Boolean> running = occupy(pool);
    CompletableFuture<Integer> waiting = pool.submit(() -> 1);
    assertThat(pool.shutdown(Deadline.after(BRIEF))).isTrue();
    assertThatThrownBy(running::join).isInstanceOf(CancellationException.class);
    assertThatThrownBy(waiting::join).isInstanceOf(CancellationException.class);
    assertThat(recorder.outcomes).containsExactly(Outcome.CANCELLED, Outcome.CANCELLED);
  }

  @Test
  void shutdownSaysSoWhenATaskIgnoresItsInterrupt() {
    AtomicBoolean go = new AtomicBoolean();
    CountDownLatch started = new CountDownLatch(1);
    WorkerPool pool =
        WorkerPool.create(one.withInterruptGrace(BRIEF).withThreads(Threads.PLATFORM), recorder);
    pool.submit(() -> {
      started.countDown();
      while (!go.get()) {
        Thread.onSpinWait();
      }
      return 1;
    });
    TestThreads.await(started);
    assertThat(pool.shutdown(Deadline.NOW)).isFalse();
    go.set(true);
    assertThat(pool.shutdown(Deadline.NEVER)).isTrue();
  }

  @Test
  void anInterruptedShutdownStopsDrainingAndStaysInterrupted() {
    WorkerPool pool = WorkerPool.create(one, recorder);
    CompletableFuture<Boolean> running = occupy(pool);
    Thread.currentThread().interrupt();
    assertThat(pool.shutdown(Deadline.NEVER)).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(running).isCancelled();
  }

  @Test
  void aTaskMayShutDownItsOwnPool() throws Exception {
    WorkerPool pool = WorkerPool.create(one, recorder);
    CountDownLatch returned = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean(true);
    pool.submit(() -> {
      ended.set(pool.shutdown(Deadline.after(BRIEF)));
      returned.countDown();
      return 1;
    });
    TestThreads.await(returned);
    assertThat(ended).isFalse();
    assertThat(pool.shutdown(Deadline.NEVER)).isTrue();
  }

  @Test
  void cancellingTheParentStopsThePool() {
    Cancellation parent = Cancellation.create();
    WorkerPool pool = WorkerPool.create(one, recorder, parent);
    CompletableFuture<Boolean> running = occupy(pool);
    parent.cancel();
    assertThatThrownBy(running::join).isInstanceOf(CancellationException.class);
    assertThat(pool.shutdown(Deadline.NEVER)).isTrue();
    assertThat(WorkerPool.create(one, recorder, parent).shutdown(Deadline.NEVER)).isTrue();
  }

  @Test
  void cancellingTheFutureInterruptsItsTaskOnly() throws Exception {
    try (WorkerPool pool = WorkerPool.create(one, recorder)) {
      CompletableFuture<Boolean> running = occupy(pool);
      CompletableFuture<Integer> queued = pool.submit(() -> 1);
      assertThat(queued.cancel(true)).isTrue();
      assertThat(running.cancel(true)).isTrue();
      assertThat(pool.submit(Thread::interrupted).get()).isFalse();
      TestThreads.until(() -> recorder.outcomes.size() == 3);
      assertThat(recorder.outcomes)
          .containsExactly(Outcome.CANCELLED, Outcome.CANCELLED, Outcome.SUCCEEDED);
    }
  }

  @Test
  void cancellingTheCallersCancellationInterruptsTheTask() throws Exception {
    try (WorkerPool pool = WorkerPool.create(one, recorder)) {
      Cancellation caller = Cancellation.create();
      CountDownLatch started = new CountDownLatch(1);
      CompletableFuture<Boolean> task =
          pool.submit(
              () -> {
                started.countDown();
                return waitForHold();
              },
              caller);
      TestThreads.await(started);
      caller.cancel();
      assertThatThrownBy(task::join).isInstanceOf(CancellationException.class);
      assertThat(pool.submit(() -> 1, Cancellation.create()).get()).isEqualTo(1);
    }
  }

  @Test
  void anInvalidWorkerCountFallsBackToTenAndTheQueueToTwiceTheWorkers() {
    WorkerPoolConfig config = WorkerPoolConfig.named("x").withWorkers(-3);
    assertThat(config.workers()).isEqualTo(10);
    assertThat(config.queueCapacity()).isEqualTo(20);
    assertThat(config.withWorkers(4).queueCapacity()).isEqualTo(8);
    assertThat(config.defaultTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThatThrownBy(() -> config.withDefaultTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("defaultTimeout");
  }

  @Test
  void aListenerThatThrowsStopsNothing() throws Exception {
    WorkerPoolListener broken =
        new WorkerPoolListener() {
          @Override
          public void taskStarted(long queueNanos) {
            throw new IllegalStateException("broken listener");
          }

          @Override
          public void taskEnded(Outcome outcome, long queueNanos, long runNanos) {
            throw new IllegalStateException("broken listener");
          }
        };
    ConcurrentLinkedQueue<Throwable> reported = new ConcurrentLinkedQueue<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, fault) -> reported.add(fault));
    try (WorkerPool pool = WorkerPool.create(one, broken)) {
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(reported).hasSize(2);
  }

  @Test
  void interruptsAtTheVeryEndOfATaskNeverReachTheNext() throws Exception {
    try (WorkerPool pool = WorkerPool.create(one.withQueueCapacity(100), recorder)) {
      AtomicInteger hit = new AtomicInteger();
      for (int i = 0; i < 2_000; i++) {
        Deadline deadline = Deadline.after(Duration.ofNanos(20_000 + i * 10L));
        CompletableFuture<Object> racing =
            pool.submit(
                () -> {
                  while (deadline.remainingNanos() > 0 && !Thread.interrupted()) {
                    Thread.onSpinWait();
                  }
                  return 1;
                },
                deadline);
        CompletableFuture<Boolean> next = pool.submit(Thread::interrupted, Deadline.NEVER);
        if (next.get()) {
          hit.incrementAndGet();
        }
        try {
          racing.get();
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(TimeoutException.class);
        }
      }
      assertThat(hit).hasValue(0);
    }
  }
}
