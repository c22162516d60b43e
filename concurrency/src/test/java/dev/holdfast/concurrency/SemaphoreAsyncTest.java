package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Requests for permits that wait as futures, not as threads. */
class SemaphoreAsyncTest {
  private final ManualTicker ticker = new ManualTicker();
  private final ManualTimer timer = new ManualTimer(ticker);
  private final Semaphore semaphore = Semaphore.create("db", 10);

  private Semaphore withTimer(SemaphoreConfig config) {
    return new Semaphore(config, SemaphoreListener.NOOP, ticker, Parker.SYSTEM, timer);
  }

  @Test
  void anAsynchronousRequestStandsInTheSameLine() {
    Semaphore async = withTimer(SemaphoreConfig.of("db", 2));
    assertThat(async.tryAcquire(2)).isTrue();
    CompletableFuture<Permit> first = async.acquireAsync(2, Deadline.NEVER);
    CompletableFuture<Permit> second = async.acquireAsync(1, Deadline.NEVER);
    async.release(1);
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    async.release(1);
    assertThat(first).isCompleted();
    first.join().close();
    second.join().close();
    assertThat(async.held()).isZero();
    assertThat(async.acquireAsync(3, Deadline.NEVER)).isCompletedExceptionally();
    async.acquireAsync(2, Deadline.NOW).join().close();
  }

  @Test
  void anAsynchronousRequestTimesOutAndPassesItsPlaceOn() {
    Semaphore async = withTimer(SemaphoreConfig.of("db", 2));
    assertThat(async.tryAcquire(1)).isTrue();
    CompletableFuture<Permit> big =
        async.acquireAsync(2, Deadline.after(Duration.ofSeconds(1), ticker));
    CompletableFuture<Permit> small = async.acquireAsync(1, Deadline.NEVER);
    timer.advance(Duration.ofSeconds(1));
    assertThatThrownBy(big::join).hasCauseInstanceOf(RefusedException.class);
    assertThat(small).isCompleted();
    assertThat(timer.pending()).isZero();
  }

  @Test
  void cancellingTheFutureLeavesTheLineAndItsTimer() {
    Semaphore async = withTimer(SemaphoreConfig.of("db", 2));
    assertThat(async.tryAcquire(1)).isTrue();
    CompletableFuture<Permit> big =
        async.acquireAsync(2, Deadline.after(Duration.ofSeconds(1), ticker));
    CompletableFuture<Permit> small = async.acquireAsync(1, Deadline.NEVER);
    assertThat(big.cancel(true)).isTrue();
    assertThat(small).isCompleted();
    assertThat(timer.pending()).isZero();
    small.join().close();
    async.release(1);
    assertThat(async.available()).isEqualTo(2);
  }

  @Test
  void whateverCompletesTheFutureLeavesTheLine() {
    List<Consumer<CompletableFuture<Permit>>> ways =
        List.of(
            future -> future.completeExceptionally(new IllegalStateException("no use")),
            future -> future.complete(null),
            future -> future.completeAsync(() -> null),
            future -> future.orTimeout(1, TimeUnit.MILLISECONDS),
            future -> future.completeOnTimeout(null, 1, TimeUnit.MILLISECONDS),
            future -> future.cancel(true));
    for (Consumer<CompletableFuture<Permit>> way : ways) {
      Semaphore async = withTimer(SemaphoreConfig.of("db", 2));
      assertThat(async.tryAcquire(1)).isTrue();
      CompletableFuture<Permit> big =
          async.acquireAsync(2, Deadline.after(Duration.ofSeconds(1), ticker));
      CompletableFuture<Permit> small = async.acquireAsync(1, Deadline.NEVER);
      way.accept(big);
      TestThreads.until(small::isDone);
      assertThat(async.waiting()).isZero();
      assertThat(timer.pending()).isZero();
      small.join().close();
      async.release(1);
      assertThat(async.available()).isEqualTo(2);
    }
  }

  @Test
  void anAsynchronousGrantForgetsItsCancellation() throws Exception {
    semaphore.acquire(10);
    Cancellation cancellation = Cancellation.create();
    CompletableFuture<Permit> waits = semaphore.acquireAsync(1, cancellation);
    semaphore.release(10);
    assertThat(waits).isCompleted();
    assertThat(semaphore.acquireAsync(1, cancellation)).isCompleted();
    assertThat(cancellation.registrations()).isZero();
    cancellation.cancel();
    assertThat(semaphore.held()).isEqualTo(2);
  }

  @Test
  void aLongLineOfFuturesIsServedInOrderWithoutDeepCalls() {
    Semaphore async = withTimer(SemaphoreConfig.of("db", 1));
    int waiters = 10_000;
    List<Integer> served = new ArrayList<>();
    List<CompletableFuture<?>> futures = new ArrayList<>();
    assertThat(async.tryAcquire(1)).isTrue();
    for (int i = 0; i < waiters; i++) {
      int number = i;
      futures.add(
          async
              .acquireAsync(1, Deadline.NEVER)
              .thenAccept(permit -> {
                served.add(number);
                permit.close();
              }));
    }
    async.release(1);
    assertThat(futures).allMatch(future -> future.state() == Future.State.SUCCESS);
    assertThat(served).hasSize(waiters).isSorted();
    assertThat(async.available()).isOne();
  }

  @Test
  void aRequestFromWhatHangsOnAFutureIsServedAtOnce() {
    Semaphore async = withTimer(SemaphoreConfig.of("db", 2));
    assertThat(async.tryAcquire(2)).isTrue();
    CompletableFuture<Integer> held =
        async
            .acquireAsync(1, Deadline.NEVER)
            .thenApply(_ -> {
              async.acquireAsync(1, Deadline.NEVER).join();
              return async.held();
            });
    async.release(2);
    assertThat(held.join()).isEqualTo(2);
  }
}
