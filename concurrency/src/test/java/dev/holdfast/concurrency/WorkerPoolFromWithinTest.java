package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A pool that is shut down by its own tasks. */
@SuppressWarnings("FutureReturnValueIgnored") // some tasks only keep a worker busy
class WorkerPoolFromWithinTest {
  private static final Duration BRIEF = Duration.ofMillis(150);

  private final CountDownLatch hold = new CountDownLatch(1);
  private final WorkerPoolConfig one = WorkerPoolConfig.named("one").withWorkers(1);

  private Boolean waitForHold() throws InterruptedException {
    return hold.await(20, TimeUnit.SECONDS);
  }

  @Test
  void aTaskThatShutsDownItsPoolLetsTheOthersDrainIt() throws Exception {
    WorkerPool pool =
        WorkerPool.create(one.withWorkers(2).withQueueCapacity(10), WorkerPoolListener.NOOP);
    CountDownLatch started = new CountDownLatch(1);
    pool.submit(
        () -> {
          started.countDown();
          return waitForHold();
        },
        Deadline.NEVER);
    TestThreads.await(started);
    CountDownLatch filled = new CountDownLatch(1);
    CompletableFuture<Boolean> ender =
        pool.submit(
            () -> {
              filled.await();
              return pool.shutdown(Deadline.NEVER);
            },
            Deadline.NEVER);
    List<CompletableFuture<Integer>> queued = submitFive(pool);
    filled.countDown();
    TestThreads.until(() -> pool.submit(() -> 9).isCompletedExceptionally());
    assertThat(ender).isNotDone();
    hold.countDown();
    assertThat(ender.get()).as("its own thread is alive").isFalse();
    assertThat(queued).allMatch(future -> future.state() == Future.State.SUCCESS);
    assertThat(pool.shutdown(Deadline.NEVER)).isTrue();
  }

  @Test
  void theOnlyWorkerDrainsThePoolAfterTheTaskThatShutItDown() throws Exception {
    WorkerPool pool = WorkerPool.create(one.withQueueCapacity(10), WorkerPoolListener.NOOP);
    CountDownLatch filled = new CountDownLatch(1);
    CompletableFuture<Boolean> ender =
        pool.submit(
            () -> {
              filled.await();
              return pool.shutdown(Deadline.after(Duration.ofSeconds(20)));
            },
            Deadline.NEVER);
    List<CompletableFuture<Integer>> queued = submitFive(pool);
    filled.countDown();
    assertThat(ender.get()).isFalse();
    for (CompletableFuture<Integer> task : queued) {
      assertThat(task.get()).isEqualTo(1);
    }
    assertThat(pool.shutdown(Deadline.NEVER)).isTrue();
  }

  private static List<CompletableFuture<Integer>> submitFive(WorkerPool pool) {
    List<CompletableFuture<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tasks.add(pool.submit(() -> 1, Deadline.NEVER));
    }
    return tasks;
  }

  @Test
  void whatATaskThatShutsDownItsPoolLeavesBehindEndsAtTheDeadline() {
    WorkerPool pool = WorkerPool.create(one, WorkerPoolListener.NOOP);
    CountDownLatch filled = new CountDownLatch(1);
    CompletableFuture<Boolean> ender =
        pool.submit(
            () -> {
              filled.await();
              pool.shutdown(Deadline.after(BRIEF));
              return waitForHold();
            },
            Deadline.NEVER);
    CompletableFuture<Integer> queued = pool.submit(() -> 1, Deadline.NEVER);
    filled.countDown();
    assertThatThrownBy(ender::join).isInstanceOf(CancellationException.class);
    assertThatThrownBy(queued::join).isInstanceOf(CancellationException.class);
    assertThat(pool.shutdown(Deadline.NEVER)).isTrue();
  }

  @Test
  void twoTasksThatShutDownTheirPoolDoNotWaitForEachOther() throws Exception {
    for (int i = 0; i < 200; i++) {
      WorkerPool pool = WorkerPool.create(one.withWorkers(2), WorkerPoolListener.NOOP);
      CyclicBarrier both = new CyclicBarrier(2);
      Callable<Boolean> end =
          () -> {
            both.await();
            return pool.shutdown(Deadline.NEVER);
          };
      CompletableFuture<Boolean> first = pool.submit(end, Deadline.NEVER);
      CompletableFuture<Boolean> second = pool.submit(end, Deadline.NEVER);
      assertThat(first.get(20, TimeUnit.SECONDS)).isFalse();
      assertThat(second.get(20, TimeUnit.SECONDS)).isFalse();
      assertThat(pool.shutdown(Deadline.NEVER)).isTrue();
    }
  }
}
