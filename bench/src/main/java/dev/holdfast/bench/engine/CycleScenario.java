package dev.holdfast.bench.engine;

import dev.holdfast.bench.WorkFolder;
import dev.holdfast.wal.WalConfig.Format;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Durable full cycles a second (put a job of 200 B in, take one out, end it) with 1, 64 and 512
 * callers: all queues in turns within one JVM, round by round, each on a new folder.
 *
 * <p>{@code CycleScenario FILE [rounds] [millis a turn]}
 */
public final class CycleScenario {
  private static final int[] CALLERS = {1, 64, 512};
  private static final int PAYLOAD_BYTES = 200;
  private static final Duration LEAD_IN = Duration.ofMillis(500);

  /** Which queue, and how it is called. */
  enum Subject {
    HOLDFAST_JSON("Holdfast"),
    HOLDFAST_JSON_ASYNC("Holdfast, futures"),
    HOLDFAST_BINARY_ASYNC("Holdfast, futures, binary log"),
    ARTEMIS("Artemis"),
    ARTEMIS_TUNED("Artemis, 200 µs timer"),
    POSTGRES("PostgreSQL, SKIP LOCKED");

    final String title;

    Subject(String title) {
      this.title = title;
    }

    JobQueue open(Path folder) throws Exception {
      return switch (this) {
        case HOLDFAST_JSON, HOLDFAST_JSON_ASYNC ->
            new HoldfastQueue(folder, Format.JSON_LINES, PAYLOAD_BYTES);
        case HOLDFAST_BINARY_ASYNC -> new HoldfastQueue(folder, Format.BINARY, PAYLOAD_BYTES);
        case ARTEMIS -> new ArtemisQueue(folder, 3_333_333, PAYLOAD_BYTES);
        case ARTEMIS_TUNED -> new ArtemisQueue(folder, 200_000, PAYLOAD_BYTES);
        case POSTGRES -> new PostgresQueue(folder, PAYLOAD_BYTES);
      };
    }

    boolean isAsync() {
      return this == HOLDFAST_JSON_ASYNC || this == HOLDFAST_BINARY_ASYNC;
    }
  }

  /** What one subject did in one turn; micros of a full cycle. */
  record Turn(
      Subject subject,
      int callers,
      int round,
      double perSecond,
      double p50Micros,
      double p99Micros) {}

  /** All of it. */
  record Cycles(Machine machine, int payloadBytes, List<Turn> turns) {}

  private final Duration turn;
  private final List<Turn> turns = new ArrayList<>();

  private CycleScenario(Duration turn) {
    this.turn = turn;
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    Duration turn = Duration.ofMillis(args.length > 2 ? Integer.parseInt(args[2]) : 2000);
    CycleScenario scenario = new CycleScenario(turn);
    try (WorkFolder folder = WorkFolder.create()) {
      Machine machine = Machine.here(folder.path());
      scenario.run(folder, rounds);
      Json.write(Path.of(args[0]), new Cycles(machine, PAYLOAD_BYTES, scenario.turns));
    }
    System.exit(0); // some peers leave threads behind
  }

  private void run(WorkFolder folder, int rounds) throws Exception {
    List<Subject> subjects = new ArrayList<>(List.of(Subject.values()));
    for (int callers : CALLERS) {
      for (int round = 0; round < rounds; round++) {
        for (Subject subject : subjects) {
          Turn done = measure(folder, subject, callers, round);
          turns.add(done);
          System.err.printf(
              "%3d callers, round %d: %-32s %,10.0f cycles/s, p50 %,.0f us, p99 %,.0f us%n",
              callers, round, subject.title, done.perSecond(), done.p50Micros(), done.p99Micros());
        }
        Collections.rotate(subjects, 1); // nobody is always behind the same neighbour
      }
    }
  }

  private Turn measure(WorkFolder folder, Subject subject, int callers, int round)
      throws Exception {
    Path place = folder.create("queue");
    Run run = new Run(turn);
    JobQueue queue = subject.open(place);
    try {
      if (subject.isAsync()) {
        run.async((HoldfastQueue) queue, callers);
      } else {
        run.blocking(queue, Math.min(callers, queue.callersMax()));
      }
    } finally {
      queue.end();
    }
    WorkFolder.delete(place);
    return run.result(subject, callers, round);
  }

  /** One turn: everybody goes round until it is over; what the lead-in brings does not count. */
  private static final class Run {
    private final Duration turn;
    private final Histogram nanos = new ConcurrentHistogram(60_000_000_000L, 2);
    private final AtomicLong cycles = new AtomicLong();
    private final AtomicBoolean counts = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private long countedNanos;

    Run(Duration turn) {
      this.turn = turn;
    }

    void blocking(JobQueue queue, int callers) throws Exception {
      List<Thread> threads = new ArrayList<>();
      List<JobQueue.Caller> all = new ArrayList<>();
      CompletableFuture<Void> failed = new CompletableFuture<>();
      for (int i = 0; i < callers; i++) {
        JobQueue.Caller caller = queue.caller();
        all.add(caller);
        // Peers pin or block their carrier; ours does not care.
        Thread.Builder builder =
            queue instanceof HoldfastQueue ? Thread.ofVirtual() : Thread.ofPlatform();
        threads.add(
            builder.start(() -> {
              try {
                while (!over.get()) {
                  long start = System.nanoTime();
                  caller.cycle();
                  count(start);
                }
              } catch (Exception e) {
                failed.completeExceptionally(e);
              }
            }));
      }
      watch();
      for (Thread thread : threads) {
        thread.join();
      }
      for (JobQueue.Caller caller : all) {
        caller.end();
      }
      if (failed.isCompletedExceptionally()) {
        failed.get();
      }
    }

    void async(HoldfastQueue queue, int callers) throws InterruptedException {
      CountDownLatch ended = new CountDownLatch(callers);
      for (int i = 0; i < callers; i++) {
        next(queue, ended);
      }
      watch();
      ended.await();
    }

    private void next(HoldfastQueue queue, CountDownLatch ended) {
      long start = System.nanoTime();
      var _ =
          queue
              .cycleAsync()
              .whenComplete((_, failure) -> {
                if (failure == null && !over.get()) {
                  count(start);
                  next(queue, ended);
                } else {
                  ended.countDown();
                }
              });
    }

    private void count(long startNanos) {
      if (counts.get()) {
        cycles.incrementAndGet();
        nanos.recordValue(Math.min(59_000_000_000L, System.nanoTime() - startNanos));
      }
    }

    private void watch() throws InterruptedException {
      Thread.sleep(LEAD_IN);
      long start = System.nanoTime();
      counts.set(true);
      Thread.sleep(turn);
      counts.set(false);
      countedNanos = System.nanoTime() - start;
      over.set(true);
    }

    Turn result(Subject subject, int callers, int round) {
      return new Turn(
          subject,
          callers,
          round,
          cycles.get() * 1e9 / countedNanos,
          nanos.getValueAtPercentile(50) / 1e3,
          nanos.getValueAtPercentile(99) / 1e3);
    }
  }
}
