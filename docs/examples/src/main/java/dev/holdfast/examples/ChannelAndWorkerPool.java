package dev.holdfast.examples;

import dev.holdfast.concurrency.Channel;
import dev.holdfast.concurrency.Deadline;
import dev.holdfast.concurrency.WorkerPool;
import dev.holdfast.concurrency.WorkerPoolConfig;
import dev.holdfast.concurrency.WorkerPoolListener;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/** A bounded channel between two stages, and a pool whose tasks end at their deadline. */
public final class ChannelAndWorkerPool {

  private ChannelAndWorkerPool() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws Exception {
    WorkerPoolConfig config = WorkerPoolConfig.named("example").withWorkers(2);
    try (WorkerPool pool = WorkerPool.create(config, WorkerPoolListener.NOOP)) {
      IO.println("sum of squares: " + sumOfSquares(pool));
      IO.println("endless task: " + endless(pool));
    }
  }

  private static int sumOfSquares(WorkerPool pool) throws Exception {
    // Room for two: a fast producer waits here for a slow consumer, instead of filling the memory.
    Channel<Integer> squares = Channel.bounded(2);
    CompletableFuture<?> producer =
        pool.submit(() -> {
          for (int n = 1; n <= 10; n++) {
            squares.send(n * n);
          }
          // The receiver still gets what is left, and then learns that no more will come.
          squares.close();
          return null;
        });
    int[] sum = {0};
    squares.forEach(square -> sum[0] += square);
    producer.get();
    return sum[0];
  }

  private static String endless(WorkerPool pool) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CompletableFuture<?> task =
        pool.submit(
            () -> {
              // The deadline really interrupts this thread; nothing is left waiting behind.
              never.await();
              return null;
            },
            Deadline.after(Duration.ofMillis(50)));
    try {
      task.get();
      return "ended by itself";
    } catch (ExecutionException e) {
      return "stopped by " + task.exceptionNow().getClass().getSimpleName();
    }
  }
}
