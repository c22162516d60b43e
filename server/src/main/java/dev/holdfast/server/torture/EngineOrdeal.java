package dev.holdfast.server.torture;

import static dev.holdfast.server.torture.Ordeal.require;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Limits;
import dev.holdfast.core.MachineImage;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.Lease;
import dev.holdfast.server.torture.EngineOrdeal.Promise;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.sim.CrashExplorer;
import dev.holdfast.storage.sim.CrashExplorer.Run;
import dev.holdfast.wal.WalConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The queue: a job whose enqueue was acknowledged is there with its payload; one whose completion
 * was acknowledged is completed by that attempt, and never handed out again; and the state is one
 * that the rules allow. Threads and snapshots go at their own pace, so a seed may need some tries
 * to show a failure again.
 */
final class EngineOrdeal implements Ordeal<Promise> {
  /** When the work begins. The check comes a day later, when all that has to wait has waited. */
  static final Instant BEGIN = Instant.parse("2024-01-01T10:00:00Z");

  private static final InstantSource NEXT_DAY = InstantSource.fixed(BEGIN.plus(Duration.ofDays(1)));
  private static final int LIVES = 2;
  private static final int STEPS_MAX = 40;
  private static final int JOBS_MAX = 1000;
  private static final long PATIENCE_SECONDS = 60;

  /** What the queue acknowledged. */
  sealed interface Promise {
    /** It knows this job. */
    record Enqueued(JobId id) implements Promise {}

    /** This attempt was the last one. */
    record Completed(JobId id, int attempt) implements Promise {}
  }

  @Override
  public String name() {
    return "engine";
  }

  @Override
  public CrashExplorer bounded(CrashExplorer explorer) {
    return explorer.withCutsMax(20).withOutcomesMax(6).withRecoveryCutsMax(1);
  }

  @Override
  public void work(Directory disk, Run<Promise> run) {
    Duration snapshots = run.random().nextBoolean() ? Duration.ofMillis(1) : Duration.ofHours(1);
    EngineClient client = new EngineClient(run);
    for (int life = 0; life < LIVES; life++) {
      try (Engine engine = open(disk, snapshots, client)) {
        client.work(engine, run.random().nextInt(STEPS_MAX));
      }
    }
  }

  @Override
  public void check(Directory found, List<Promise> promised) {
    try (Engine engine = open(found, Duration.ofHours(1), NEXT_DAY)) {
      Map<JobId, Job> jobs = soundState(await(engine.image()));
      promised.forEach(promise -> holds(promise, jobs));
      List<Lease> leases = await(engine.reserve("checker", JOBS_MAX, Duration.ZERO));
      for (Lease lease : leases) {
        JobState was = found(jobs, lease.id()).state();
        require(!was.isTerminal(), lease.id() + " is " + was + ", and was handed out again");
      }
      leases.forEach(lease -> await(engine.ack(lease)));
    }
  }

  private static Map<JobId, Job> soundState(MachineImage image) {
    JobMachine.restore(limits(), image).validate();
    Map<JobId, Job> jobs = new HashMap<>();
    for (Job job : image.jobs()) {
      jobs.put(job.id(), job);
      require(
          job.state() == JobState.COMPLETED || job.payload().equals(EngineClient.payload(job.id())),
          "the payload of " + job.id() + " is not as it was enqueued");
    }
    return jobs;
  }

  private static void holds(Promise promise, Map<JobId, Job> jobs) {
    switch (promise) {
      case Promise.Enqueued(JobId id) -> found(jobs, id);
      case Promise.Completed(JobId id, int attempt) -> {
        Job job = found(jobs, id);
        require(
            job.state() == JobState.COMPLETED && job.attempt() == attempt,
            id + " was completed by attempt " + attempt + ", and is " + job);
      }
    }
  }

  private static Job found(Map<JobId, Job> jobs, JobId id) {
    @Nullable Job job = jobs.get(id);
    if (job == null) {
      throw new AssertionError(id + " was acknowledged, and is not there");
    }
    return job;
  }

  private static Engine open(Directory disk, Duration snapshots, InstantSource clock) {
    EngineConfig config =
        EngineConfig.defaults()
            .withLimits(limits())
            .withWal(
                WalConfig.named("wal.log").withSegmentBytesMax(8 << 10).withBufferBytes(64 << 10))
            .withSnapshotInterval(snapshots);
    return Engine.open(disk, disk, config, clock, EngineListener.NONE);
  }

  private static Limits limits() {
    return Limits.defaults().withPayloadBytesMax(8 << 10);
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("refused: " + e.getCause(), e.getCause());
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("no answer within " + PATIENCE_SECONDS + " s", e);
    }
  }
}
