package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.await;
import static dev.holdfast.engine.EngineRig.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobState;
import dev.holdfast.core.MachineImage;
import dev.holdfast.storage.sim.SimulatedDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/**
 * The promise under loss of power: from many seeds, an engine is worked, its power is cut at a
 * random moment with a random outcome, and the next engine is held against what was acknowledged.
 * {@code -Dholdfast.crash.seeds=N} runs more than the default, {@code -Dholdfast.crash.first=S}
 * begins at a seed that failed.
 */
class EngineCrashTest {
  private static final int SEEDS = Integer.getInteger("holdfast.crash.seeds", 60);
  private static final int FIRST_SEED = Integer.getInteger("holdfast.crash.first", 1);
  private static final int POWER_CUTS = 4;

  @Test
  void whatWasAcknowledgedIsThereAfterEveryPowerCutAndNothingElseIs() {
    for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      try {
        new Story(seed).run();
      } catch (Throwable e) {
        throw new AssertionError(
            "seed " + seed + " (replay: -Dholdfast.crash.first=" + seed + ")", e);
      }
    }
  }

  /** One disk, several engines after one another, and an outside memory of what they promised. */
  private static final class Story {
    private final EngineRig rig = new EngineRig();
    private final long seed;
    private final Random random;
    private final Set<JobId> sent = new HashSet<>();
    private final Set<JobId> enqueued = ConcurrentHashMap.newKeySet();
    private final Map<JobId, Integer> completed = new ConcurrentHashMap<>();
    private int jobs;

    Story(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      rig.config =
          rig.config.withSnapshotInterval(
              random.nextBoolean() ? Duration.ofMillis(1) : Duration.ofHours(1));
    }

    void run() {
      SimulatedDisk disk = SimulatedDisk.withSeed(seed);
      for (int cut = 0; cut < POWER_CUTS; cut++) {
        Engine engine = rig.open(disk);
        Set<JobId> mustExist;
        Map<JobId, Integer> mustBeDone;
        SimulatedDisk next;
        try {
          check(engine, Set.copyOf(enqueued), Map.copyOf(completed));
          work(engine, random.nextInt(120));
          mustExist = Set.copyOf(enqueued);
          mustBeDone = Map.copyOf(completed);
          next = disk.powerCut().restart(random.nextLong());
        } finally {
          engine.close();
        }
        enqueued.retainAll(mustExist);
        completed.keySet().retainAll(mustBeDone.keySet());
        disk = next;
      }
      try (Engine engine = rig.open(disk)) {
        check(engine, enqueued, completed);
      }
    }

    /**
     * Random commands, most of them not waited for, so that the power goes while they are under
     * way.
     */
    private void work(Engine engine, int steps) {
      List<Lease> leases = new ArrayList<>();
      for (int step = 0; step < steps; step++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3 -> enqueue(engine);
          case 4, 5 -> leases.addAll(reserve(engine));
          case 6, 7 -> {
            if (!leases.isEmpty()) {
              Lease lease = leases.remove(random.nextInt(leases.size()));
              var _ = engine.ack(lease).thenRun(() -> completed.put(lease.id(), lease.attempt()));
            }
          }
          case 8 -> {
            if (!leases.isEmpty()) {
              var _ =
                  engine.fail(leases.remove(random.nextInt(leases.size())), "as the seed wants it");
            }
          }
          default -> rig.nowMillis.addAndGet(random.nextInt(2000));
        }
      }
    }

    private List<Lease> reserve(Engine engine) {
      Set<JobId> done = Set.copyOf(completed.keySet());
      List<Lease> leases = await(engine.reserve("w", 1 + random.nextInt(3), Duration.ZERO));
      assertThat(leases)
          .as("handed out after its completion was acknowledged")
          .noneMatch(l -> done.contains(l.id()));
      return leases;
    }

    private void enqueue(Engine engine) {
      List<JobId> ids = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        ids.add(new JobId("job-" + jobs++));
      }
      sent.addAll(ids);
      var promise = engine.enqueue(ids.stream().map(id -> job(id.value())).toList());
      var _ = promise.thenRun(() -> enqueued.addAll(ids));
      if (random.nextBoolean()) {
        await(promise);
      }
    }

    private void check(Engine engine, Set<JobId> mustExist, Map<JobId, Integer> mustBeDone) {
      MachineImage image = await(engine.image());
      JobMachine.restore(rig.config.limits(), image).validate();
      Map<JobId, Job> found = new ConcurrentHashMap<>();
      image.jobs().forEach(job -> found.put(job.id(), job));
      assertThat(found.keySet()).as("acknowledged jobs").containsAll(mustExist);
      assertThat(sent).as("jobs that somebody sent").containsAll(found.keySet());
      mustBeDone.forEach((id, attempt) -> {
        Job job = found.get(id);
        assertThat(job).as("completed %s", id).isNotNull();
        assertThat(job.state()).as("state of %s", id).isEqualTo(JobState.COMPLETED);
        assertThat(job.attempt()).as("attempt of %s", id).isEqualTo(attempt);
      });
    }
  }
}
