package dev.holdfast.concurrency;

import dev.holdfast.concurrency.WorkerPoolConfig.Rejection;
import dev.holdfast.concurrency.WorkerPoolConfig.Threads;
import dev.holdfast.concurrency.WorkerPoolListener.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of named threads that run tasks from a bounded queue, each under a deadline that
 * really interrupts it.
 *
 * <p><b>Deadlines.</b> A task that is submitted without one gets that of the task that submits it
 * ({@link Deadline#current()}), or else the default of the pool. The deadline counts from the
 * submission. When it passes, the future fails with {@link TimeoutException} and the task's thread
 * is interrupted; a task that ignores the interrupt keeps its worker until it ends, and is reported
 * to the listener. An interrupt never reaches the next task of the worker.
 *
 * <p><b>Futures.</b> {@code cancel(true)} on the future itself interrupts the task; on a future
 * derived from it, it does not. What a thread did before it submitted happens-before the task, and
 * the task before what follows its future.
 *
 * <p><b>Ending.</b> {@link #shutdown} drains until a deadline, then interrupts. Once it has
 * returned true no thread of the pool is alive. Submitting never throws: a task that is refused has
 * a future that has failed with {@link RejectedExecutionException}.
 *
 * <p>A task that submits to its own full pool and waits may wait for itself, until its deadline.
 */
public final class WorkerPool implements AutoCloseable {
  private final WorkerPoolConfig config;
  private final WorkerPoolListener listener;
  private final Channel<Task<?>> queue;
  private final List<Worker> workers;
  private final Watchdog watchdog;
  private final AtomicInteger workersAlive;
  private final Cancellation.Registration atParent;
  private volatile boolean stopping;

  /** When the watchdog stops what is left by a shutdown that could not wait for it. */
  private final AtomicReference<Deadline> stopAt = new AtomicReference<>(Deadline.NEVER);

  private WorkerPool(WorkerPoolConfig config, WorkerPoolListener listener, Cancellation parent) {
    this.config = config;
    this.listener = Objects.requireNonNull(listener, "listener");
    this.queue = Channel.bounded(config.queueCapacity());
    this.workersAlive = new AtomicInteger(config.workers());
    this.watchdog = new Watchdog(config.name() + "-watchdog", this::checkAll);
    Thread.Builder threads = threads(config);
    this.workers =
        IntStream.range(0, config.workers()).mapToObj(_ -> new Worker(this, threads)).toList();
    this.atParent = parent.onCancel(this::stop);
  }

  private static Thread.Builder threads(WorkerPoolConfig config) {
    String prefix = config.name() + "-worker-";
    return config.threads() == Threads.VIRTUAL
        ? Thread.ofVirtual().inheritInheritableThreadLocals(false).name(prefix, 1)
        : Thread.ofPlatform().inheritInheritableThreadLocals(false).daemon(true).name(prefix, 1);
  }

  /** Starts a pool that lives until it is shut down. */
  public static WorkerPool create(WorkerPoolConfig config, WorkerPoolListener listener) {
    return create(config, listener, Cancellation.create());
  }

  /** Starts a pool that, when the parent is cancelled, stops at once: running tasks included. */
  public static WorkerPool create(
      WorkerPoolConfig config, WorkerPoolListener listener, Cancellation parent) {
    WorkerPool pool = new WorkerPool(config, listener, parent);
    pool.watchdog.start();
    pool.workers.forEach(worker -> worker.thread().start());
    return pool;
  }

  /** Submits under {@link Deadline#current()}, or under the pool's default timeout. */
  public <R> CompletableFuture<R> submit(Callable<R> task) {
    return submit(task, Deadline.currentOrAfter(config.defaultTimeout()));
  }

  /** Submits under the deadline. */
  public <R> CompletableFuture<R> submit(Callable<R> task, Deadline deadline) {
    return submit(task, deadline, null);
  }

  /**
   * Submits under the cancellation's deadline. Cancelling it cancels the task, whether its
   * submitter still waits for room, it waits for a worker, or it runs: then it is interrupted too.
   */
  public <R> CompletableFuture<R> submit(Callable<R> task, Cancellation cancellation) {
    CompletableFuture<R> future = submit(task, cancellation.deadline(), cancellation);
    if (!future.isDone()) {
      Cancellation.Registration registration = cancellation.register(() -> future.cancel(true));
      var _ = future.whenComplete((_, _) -> registration.close());
    }
    return future;
  }

  private <R> CompletableFuture<R> submit(
      Callable<R> task, Deadline deadline, @Nullable Cancellation cancellation) {
    Task<R> submission =
        new Task<>(
            Objects.requireNonNull(task, "task"), Objects.requireNonNull(deadline, "deadline"));
    enqueue(submission, cancellation);
    return submission;
  }

  private void enqueue(Task<?> task, @Nullable Cancellation cancellation) {
    try {
      if (!offer(task, cancellation)) {
        return;
      }
      watch(task);
      tellQueued();
    } catch (ChannelClosedException closed) {
      reject(task, new RejectedExecutionException(config.name() + " is shut down", closed));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      reject(task, new RejectedExecutionException("interrupted while the queue was full"));
    }
  }

  private boolean offer(Task<?> task, @Nullable Cancellation cancellation)
      throws InterruptedException {
    if (queue.trySend(task)) {
      return true;
    }
    if (config.rejection() == Rejection.REJECT) {
      String full = "%s has no room: %d tasks wait".formatted(config.name(), queue.capacity());
      reject(task, new RejectedExecutionException(full));
      return false;
    }
    if (cancellation != null) {
      return sendUntilCancelled(task, cancellation);
    }
    if (!queue.send(task, task.deadline)) {
      reject(task, timeout());
      return false;
    }
    return true;
  }

  private boolean sendUntilCancelled(Task<?> task, Cancellation cancellation)
      throws InterruptedException {
    try {
      queue.send(task, cancellation);
      return true;
    } catch (CancelledException end) {
      reject(task, end.isDeadline() ? timeout() : new CancellationException(end.getMessage()));
      return false;
    }
  }

  private void reject(Task<?> task, Exception why) {
    try {
      listener.taskRejected();
    } catch (Throwable fault) {
      ListenerFault.report(fault);
    }
    task.completeExceptionally(why);
  }

  /** Returns the name of the pool. */
  public String name() {
    return config.name();
  }

  /** Returns how many workers run a task at this moment. */
  public int activeWorkers() {
    return (int) workers.stream().filter(worker -> worker.current() != null).count();
  }

  /** Returns how many tasks wait for a worker. */
  public int queueLength() {
    return queue.size();
  }

  /**
   * Refuses new tasks at once, runs those in the queue until the deadline, then interrupts what
   * runs and cancels what waits. May be called again, with another deadline, and by many threads.
   *
   * <p>An interrupt of the caller ends the draining; it stays pending. A task may shut down its own
   * pool: then the call waits for the other workers alone, also not for one whose task does the
   * same, and returns false. The thread of the task ends after it, and after what is then left in
   * the queue; at the deadline that is interrupted and cancelled too.
   *
   * @return whether all threads have ended, at the latest the configured grace after the deadline
   */
  public boolean shutdown(Deadline deadline) {
    queue.close();
    Optional<Worker> own = workers.stream().filter(Worker::isCurrentThread).findFirst();
    if (own.isPresent()) {
      shutdownFromWithin(own.get(), deadline);
      return false;
    }
    boolean interrupted = false;
    try {
      if (join(deadline)) {
        return true;
      }
    } catch (InterruptedException _) {
      interrupted = true;
    }
    stop();
    try {
      return join(Deadline.after(config.interruptGrace()));
    } catch (InterruptedException _) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void shutdownFromWithin(Worker own, Deadline deadline) {
    try {
      own.awaitOthers(workers, deadline);
    } catch (InterruptedException _) {
      stop();
      Thread.currentThread().interrupt();
      return;
    }
    if (deadline.isExpired()) {
      stop();
    } else {
      stopAt.accumulateAndGet(deadline, Deadline::earlier);
      watchdog.watch(deadline);
    }
  }

  /** The same as a {@link #shutdown} without time to drain. */
  @Override
  public void close() {
    shutdown(Deadline.NOW);
  }

  private boolean join(Deadline deadline) throws InterruptedException {
    for (Worker worker : workers) {
      if (!join(worker.thread(), deadline)) {
        return false;
      }
    }
    return join(watchdog.thread(), deadline);
  }

  static boolean join(Thread thread, Deadline deadline) throws InterruptedException {
    while (thread.isAlive() && !deadline.isExpired()) {
      thread.join(Duration.ofNanos(deadline.remainingNanos()));
    }
    return !thread.isAlive();
  }

  /** Cancels everything and returns at once. */
  private void stop() {
    stopping = true;
    queue
        .fail(new RejectedExecutionException(config.name() + " is shut down"))
        .forEach(task -> {
          task.cancel(false);
          endUnstarted(task);
        });
    for (Worker worker : workers) {
      Task<?> task = worker.current();
      if (task != null) {
        task.cancel(true);
      }
    }
  }

  // For the workers and the watchdog.

  Task<?> nextTask() throws InterruptedException {
    return queue.receive();
  }

  boolean isStopping() {
    return stopping;
  }

  long graceNanos() {
    return Deadline.saturatedNanos(config.interruptGrace());
  }

  void watch(Task<?> task) {
    watchdog.watch(task.deadline);
  }

  void watchGrace() {
    watchdog.watch(Deadline.after(config.interruptGrace()));
  }

  void workerEnded() {
    if (workersAlive.decrementAndGet() == 0) {
      atParent.close();
      watchdog.stop();
    }
  }

  private long checkAll() {
    long nextNanos = Long.MAX_VALUE;
    for (Task<?> task : queue.snapshot()) {
      nextNanos = Math.min(nextNanos, checkQueued(task));
    }
    for (Worker worker : workers) {
      nextNanos = Math.min(nextNanos, worker.check());
    }
    return Math.min(nextNanos, checkStop());
  }

  private long checkStop() {
    long remaining = stopAt.get().remainingNanos();
    if (remaining > 0) {
      return remaining;
    }
    if (!stopping) {
      ForkJoinPool.commonPool().execute(this::stop);
      stopping = true;
    }
    return Long.MAX_VALUE;
  }

  private long checkQueued(Task<?> task) {
    if (task.isDone()) {
      return Long.MAX_VALUE;
    }
    long remaining = task.deadline.remainingNanos();
    if (remaining > 0) {
      return remaining;
    }
    failLater(task);
    return Long.MAX_VALUE;
  }

  /** Not on this thread: what hangs on the future may take long, and others must be looked at. */
  void failLater(Task<?> task) {
    ForkJoinPool.commonPool().execute(() -> task.completeExceptionally(timeout()));
  }

  static TimeoutException timeout() {
    return new TimeoutException("the task's deadline has passed");
  }

  /** Ends a task that was accepted but never ran. */
  void endUnstarted(Task<?> task) {
    boolean cancelled = task.isCancelled();
    long queueNanos = System.nanoTime() - task.submittedNanos;
    tellEnded(cancelled ? Outcome.CANCELLED : Outcome.TIMED_OUT, queueNanos, 0);
    task.completeExceptionally(timeout());
  }

  private void tellQueued() {
    if (!isHeard()) {
      return;
    }
    try {
      listener.taskQueued(queueLength());
    } catch (Throwable fault) {
      ListenerFault.report(fault);
    }
  }

  void tellStarted(long queueNanos) {
    try {
      listener.taskStarted(queueNanos);
    } catch (Throwable fault) {
      ListenerFault.report(fault);
    }
  }

  boolean isHeard() {
    return !listener.equals(WorkerPoolListener.NOOP);
  }

  void tellEnded(Outcome outcome, long queueNanos, long runNanos) {
    try {
      listener.taskEnded(outcome, queueNanos, runNanos);
    } catch (Throwable fault) {
      ListenerFault.report(fault);
    }
  }

  void tellStuck(Thread thread, long runNanos) {
    try {
      listener.taskStuck(thread, runNanos);
    } catch (Throwable fault) {
      ListenerFault.report(fault);
    }
  }
}
