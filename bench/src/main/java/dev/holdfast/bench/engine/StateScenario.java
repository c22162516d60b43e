package dev.holdfast.bench.engine;

import dev.holdfast.bench.WorkFolder;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Limits;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.Lease;
import dev.holdfast.engine.RecoveryReport;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalConfig.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/**
 * What a large state costs: how long an enqueue takes while a snapshot of a million jobs is
 * written, beside one while none is; and how long recovery from a snapshot and as many log records
 * takes, several times, as the first one is compiled while it runs.
 *
 * <p>{@code StateScenario FILE [jobs] [seconds of each kind]}
 */
public final class StateScenario {
  private static final int BATCH = 1000;
  private static final int RECOVERIES = 5;
  private static final Payload PAYLOAD = Payload.ofJson("\"" + "x".repeat(198) + "\"");

  /** Millis of one durable enqueue at a time. */
  record Latency(long enqueues, double p50, double p99, double p999, double max) {
    static Latency of(Histogram micros) {
      return new Latency(
          micros.getTotalCount(),
          micros.getValueAtPercentile(50) / 1e3,
          micros.getValueAtPercentile(99) / 1e3,
          micros.getValueAtPercentile(99.9) / 1e3,
          micros.getMaxValue() / 1e3);
    }
  }

  /** What opening took in one round, and the parts of it that grow with what there is. */
  record Recovered(
      String format,
      int round,
      long snapshotJobs,
      long recordsReplayed,
      long millis,
      long snapshotMillis,
      long logMillis,
      long replayMillis) {}

  /** All of it. */
  record States(
      Machine machine,
      int jobs,
      Latency withoutSnapshot,
      Latency duringSnapshots,
      int snapshots,
      List<Recovered> recoveries) {}

  private final int jobs;
  private final Duration time;
  private int ids;

  private StateScenario(int jobs, Duration time) {
    this.jobs = jobs;
    this.time = time;
  }

  public static void main(String[] args) throws Exception {
    int jobs = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    Duration time = Duration.ofSeconds(args.length > 2 ? Integer.parseInt(args[2]) : 15);
    StateScenario scenario = new StateScenario(jobs, time);
    try (WorkFolder folder = WorkFolder.create()) {
      Machine machine = Machine.here(folder.path());
      Json.write(Path.of(args[0]), scenario.run(machine, folder));
    }
  }

  private States run(Machine machine, WorkFolder folder) throws Exception {
    Path place = folder.create("stall");
    Latency without;
    try (Engine engine = open(place, Format.JSON_LINES, Duration.ofHours(1), new AtomicInteger())) {
      fill(engine, jobs);
      enqueueFor(engine, Duration.ofSeconds(3)); // so that the compiler has seen it
      without = enqueueFor(engine, time);
    }
    AtomicInteger snapshots = new AtomicInteger();
    Latency during;
    try (Engine engine = open(place, Format.JSON_LINES, Duration.ofMillis(1), snapshots)) {
      enqueueFor(engine, Duration.ofSeconds(3));
      snapshots.set(0);
      during = enqueueFor(engine, time);
    }
    int written = snapshots.get();
    WorkFolder.delete(place);
    return new States(machine, jobs, without, during, written, recoveries(folder));
  }

  private static Engine open(
      Path folder, Format format, Duration snapshotInterval, AtomicInteger snapshots) {
    EngineConfig config =
        EngineConfig.defaults()
            .withLimits(Limits.defaults().withLeaseMillis(3_600_000))
            .withWal(WalConfig.named("wal.log").withFormat(format))
            .withSnapshotInterval(snapshotInterval);
    return Engine.open(
        folder,
        config,
        new EngineListener() {
          @Override
          public void snapshotTaken(SnapshotInfo info, Duration took) {
            snapshots.incrementAndGet();
          }
        });
  }

  private void fill(Engine engine, int count) throws Exception {
    for (int from = 0; from < count; from += BATCH) {
      List<JobSpec> batch = new ArrayList<>(BATCH);
      for (int i = 0; i < Math.min(BATCH, count - from); i++) {
        batch.add(job());
      }
      engine.enqueue(batch).get();
    }
  }

  private JobSpec job() {
    return JobSpec.of(new JobId("job-%09d".formatted(ids++)), PAYLOAD);
  }

  private Latency enqueueFor(Engine engine, Duration duration) throws Exception {
    Histogram micros = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      engine.enqueue(job()).get();
      micros.recordValue((System.nanoTime() - start) / 1000);
    }
    return Latency.of(micros);
  }

  private List<Recovered> recoveries(WorkFolder folder) throws Exception {
    Map<Format, Path> left = new EnumMap<>(Format.class);
    for (Format format : Format.values()) {
      Path live = folder.create("recovery");
      left.put(format, left(live, format));
      WorkFolder.delete(live);
    }
    List<Recovered> recoveries = new ArrayList<>();
    for (int round = 0; round < RECOVERIES; round++) {
      for (Map.Entry<Format, Path> each : left.entrySet()) {
        recoveries.add(recovery(each.getValue(), each.getKey(), round));
      }
    }
    return recoveries;
  }

  /**
   * What a process that dies leaves: a snapshot of so many jobs, and as many records behind it,
   * half of them dispatches, half acks.
   */
  private Path left(Path live, Format format) throws Exception {
    try (Engine engine = open(live, format, Duration.ofHours(1), new AtomicInteger())) {
      fill(engine, jobs);
    } // the snapshot
    Path left = live.resolveSibling("left-" + format);
    try (Engine engine = open(live, format, Duration.ofDays(1), new AtomicInteger())) {
      for (int done = 0; done < jobs / 2; ) {
        List<Lease> leases = engine.reserve("bench", BATCH, Duration.ZERO).get();
        engine.ackAll(leases).get();
        done += leases.size();
      }
      copyOf(live, left);
    }
    return left;
  }

  private Recovered recovery(Path left, Format format, int round) throws Exception {
    Path copy = left.resolveSibling("copy");
    copyOf(left, copy);
    System.gc(); // a process that starts has no engine of the round before to clear away
    try (Engine engine = open(copy, format, Duration.ofDays(1), new AtomicInteger())) {
      long completed =
          engine.image().get().jobs().stream()
              .map(Job::state)
              .filter(state -> state == JobState.COMPLETED)
              .count();
      if (completed != jobs / 2) {
        throw new IllegalStateException("recovered " + completed + " completed jobs");
      }
      RecoveryReport report = engine.recovery();
      return new Recovered(
          format.name().toLowerCase(Locale.ROOT),
          round,
          jobs,
          report.recordsReplayed(),
          report.duration().toMillis(),
          report.phases().snapshot().toMillis(),
          report.phases().log().toMillis(),
          report.phases().replay().toMillis());
    } finally {
      new ProcessBuilder("rm", "-rf", copy.toString()).start().waitFor();
    }
  }

  private static void copyOf(Path from, Path to) throws Exception {
    int exit =
        new ProcessBuilder("cp", "-r", from.toString(), to.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IllegalStateException("cp failed");
    }
    Files.deleteIfExists(to.resolve("holdfast.lock"));
  }
}
