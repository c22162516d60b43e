package dev.holdfast.concurrency;

import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link WorkerPool} is made.
 *
 * @param name names the pool and its threads, {@code <name>-worker-<n>}
 * @param workers how many tasks run at a time; less than 1 means {@value #WORKERS_DEFAULT}
 * @param queueCapacity how many tasks may wait for a worker; less than 1 means twice the workers
 * @param threads what the workers are made of
 * @param rejection what happens to a task for which there is no room
 * @param defaultTimeout the time that a task has, from its submission on, if nobody set a deadline
 * @param interruptGrace how long after its interrupt a task that still runs counts as stuck, and
 *     how long a shutdown waits for such tasks after its deadline
 */
public record WorkerPoolConfig(
    String name,
    int workers,
    int queueCapacity,
    Threads threads,
    Rejection rejection,
    Duration defaultTimeout,
    Duration interruptGrace) {
  /** The number of workers where none, or an invalid one, was given. */
  public static final int WORKERS_DEFAULT = 10;

  /** The kind of thread that a worker is. */
  public enum Threads {
    /** For tasks that wait: cheap, and few carriers serve many. */
    VIRTUAL,
    /** For tasks that compute for long, or hold a carrier in native code. */
    PLATFORM
  }

  /** What happens to a task when the queue is full. */
  public enum Rejection {
    /** The submitter waits for room until the task's deadline. */
    BLOCK,
    /** The task is refused at once. */
    REJECT
  }

  /** Puts the defaults in the place of invalid counts. */
  public WorkerPoolConfig {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(threads, "threads");
    Objects.requireNonNull(rejection, "rejection");
    requirePositive(defaultTimeout, "defaultTimeout");
    requirePositive(interruptGrace, "interruptGrace");
    workers = workers < 1 ? WORKERS_DEFAULT : workers;
    queueCapacity = queueCapacity < 1 ? Math.multiplyExact(workers, 2) : queueCapacity;
  }

  private static void requirePositive(Duration duration, String what) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(what + " must be positive: " + duration);
    }
  }

  /**
   * Returns the defaults: 10 virtual workers, room for 20 waiting tasks, submitters wait for room,
   * 5 s a task, 1 s of grace.
   */
  public static WorkerPoolConfig named(String name) {
    return new WorkerPoolConfig(
        name, 0, 0, Threads.VIRTUAL, Rejection.BLOCK, Duration.ofSeconds(5), Duration.ofSeconds(1));
  }

  /** Sets the workers, and the room in the queue to twice as many. */
  public WorkerPoolConfig withWorkers(int count) {
    return new WorkerPoolConfig(name, count, 0, threads, rejection, defaultTimeout, interruptGrace);
  }

  /** Sets the room in the queue. */
  public WorkerPoolConfig withQueueCapacity(int capacity) {
    return new WorkerPoolConfig(
        name, workers, capacity, threads, rejection, defaultTimeout, interruptGrace);
  }

  /** Sets the kind of thread. */
  public WorkerPoolConfig withThreads(Threads kind) {
    return new WorkerPoolConfig(
        name, workers, queueCapacity, kind, rejection, defaultTimeout, interruptGrace);
  }

  /** Sets what happens when the queue is full. */
  public WorkerPoolConfig withRejection(Rejection policy) {
    return new WorkerPoolConfig(
        name, workers, queueCapacity, threads, policy, defaultTimeout, interruptGrace);
  }

  /** Sets the time of a task for which nobody set a deadline. */
  public WorkerPoolConfig withDefaultTimeout(Duration timeout) {
    return new WorkerPoolConfig(
        name, workers, queueCapacity, threads, rejection, timeout, interruptGrace);
  }

  /** Sets the time that an interrupted task has to end. */
  public WorkerPoolConfig withInterruptGrace(Duration grace) {
    return new WorkerPoolConfig(
        name, workers, queueCapacity, threads, rejection, defaultTimeout, grace);
  }
}
