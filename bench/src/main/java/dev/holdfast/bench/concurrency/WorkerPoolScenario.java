package dev.holdfast.bench.concurrency;

import dev.holdfast.concurrency.WorkerPool;
import dev.holdfast.concurrency.WorkerPoolConfig;
import dev.holdfast.concurrency.WorkerPoolListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How long 10,000 tasks take that one thread submits as fast as it can: those that do nothing,
 * those that wait 1 ms, those that compute for about 10 us. In all three executors there is room
 * for all tasks, so nobody waits to submit; latency counts from before the submission to the task's
 * end. Rounds go in turns, so that what disturbs the machine disturbs all.
 */
public final class WorkerPoolScenario {
  private static final int TASKS = 10_000;

  /** What a task does. */
  enum Load {
    NO_OP,
    SLEEP_1_MS,
    CPU_10_US;

    /** Those that wait get many workers, those that compute as many as there are processors. */
    int workers() {
      return this == SLEEP_1_MS ? 64 : Runtime.getRuntime().availableProcessors();
    }

    void run(long tokens) {
      switch (this) {
        case NO_OP -> {}
        case SLEEP_1_MS -> LockSupport.parkNanos(1_000_000);
        case CPU_10_US -> Blackhole.consumeCPU(tokens);
      }
    }
  }

  /** Who runs the tasks. */
  enum Peer {
    HOLDFAST,
    HOLDFAST_PLATFORM,
    FIXED_POOL,
    VIRTUAL_AND_SEMAPHORE
  }

  /** One round: until all tasks were done, and the tasks' latencies. */
  record Round(long totalNanos, long p50Nanos, long p99Nanos) {}

  @FunctionalInterface
  private interface Submitter {
    Future<?> submit(Callable<Void> task);
  }

  private final long tokens = tokensFor10Micros();

  private WorkerPoolScenario() {}

  /**
   * Takes the numbers of rounds to warm up and to measure: 50 and 15 by default. With a few rounds
   * of warm-up it is the compiler that is measured: a round of tasks that do nothing is over in
   * milliseconds.
   */
  public static void main(String[] args) throws InterruptedException {
    int warmUps = args.length > 0 ? Integer.parseInt(args[0]) : 50;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 15;
    WorkerPoolScenario scenario = new WorkerPoolScenario();
    List<String> rows = new ArrayList<>();
    for (Load load : Load.values()) {
      rows.addAll(scenario.compare(load, warmUps, rounds));
    }
    System.out.println("[\n" + String.join(",\n", rows) + "\n]");
  }

  private List<String> compare(Load load, int warmUps, int rounds) throws InterruptedException {
    Map<Peer, List<Round>> results = new EnumMap<>(Peer.class);
    for (int i = -warmUps; i < rounds; i++) {
      for (Peer peer : Peer.values()) {
        Round round = run(peer, load);
        if (i >= 0) {
          results.computeIfAbsent(peer, _ -> new ArrayList<>()).add(round);
        }
      }
    }
    List<String> rows = new ArrayList<>();
    results.forEach((peer, measured) -> rows.add(row(load, peer, measured)));
    return rows;
  }

  Round run(Peer peer, Load load) throws InterruptedException {
    int workers = load.workers();
    return switch (peer) {
      case HOLDFAST -> ours(WorkerPoolConfig.Threads.VIRTUAL, load);
      case HOLDFAST_PLATFORM -> ours(WorkerPoolConfig.Threads.PLATFORM, load);
      case FIXED_POOL -> {
        try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
          yield measure(executor::submit, load);
        }
      }
      case VIRTUAL_AND_SEMAPHORE -> {
        Semaphore permits = new Semaphore(workers, true);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
          yield measure(task -> executor.submit(() -> withPermit(permits, task)), load);
        }
      }
    };
  }

  private static Void withPermit(Semaphore permits, Callable<Void> task) throws Exception {
    permits.acquire();
    try {
      return task.call();
    } finally {
      permits.release();
    }
  }

  private Round ours(WorkerPoolConfig.Threads threads, Load load) throws InterruptedException {
    WorkerPoolConfig config =
        WorkerPoolConfig.named("bench")
            .withWorkers(load.workers())
            .withQueueCapacity(TASKS)
            .withThreads(threads);
    try (WorkerPool pool = WorkerPool.create(config, WorkerPoolListener.NOOP)) {
      return measure(pool::submit, load);
    }
  }

  private Round measure(Submitter submitter, Load load) throws InterruptedException {
    long[] latencies = new long[TASKS];
    List<Future<?>> futures = new ArrayList<>(TASKS);
    CountDownLatch done = new CountDownLatch(TASKS);
    long begin = System.nanoTime();
    for (int i = 0; i < TASKS; i++) {
      int index = i;
      long submitted = System.nanoTime();
      Callable<Void> task =
          () -> {
            load.run(tokens);
            latencies[index] = System.nanoTime() - submitted;
            done.countDown();
            return null;
          };
      futures.add(submitter.submit(task));
    }
    if (!done.await(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException(done.getCount() + " tasks were never done");
    }
    long total = System.nanoTime() - begin;
    if (futures.stream().anyMatch(future -> future.state() == Future.State.FAILED)) {
      throw new IllegalStateException("a task failed");
    }
    Arrays.sort(latencies);
    return new Round(total, latencies[TASKS / 2], latencies[TASKS * 99 / 100]);
  }

  private static String row(Load load, Peer peer, List<Round> rounds) {
    long[] total = rounds.stream().mapToLong(Round::totalNanos).sorted().toArray();
    long[] half = rounds.stream().mapToLong(Round::p50Nanos).sorted().toArray();
    long[] most = rounds.stream().mapToLong(Round::p99Nanos).sorted().toArray();
    int last = rounds.size() - 1;
    return """
    {"load": "%s", "peer": "%s", "workers": %d, "rounds": %d, \
    "totalMsMedian": %.2f, "p50MsMedian": %.2f, \
    "p99MsMedian": %.2f, "p99MsMin": %.2f, "p99MsMax": %.2f}\
    """
        .formatted(
            load,
            peer,
            load.workers(),
            rounds.size(),
            total[rounds.size() / 2] / 1e6,
            half[rounds.size() / 2] / 1e6,
            most[rounds.size() / 2] / 1e6,
            most[0] / 1e6,
            most[last] / 1e6);
  }

  /** Returns how much JMH's busy work is about 10 us here, warm. */
  private static long tokensFor10Micros() {
    long probe = 10_000;
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 300; i++) {
      long begin = System.nanoTime();
      Blackhole.consumeCPU(probe);
      fastest = Math.min(fastest, System.nanoTime() - begin);
    }
    return Math.max(1, probe * 10_000 / Math.max(1, fastest));
  }
}
