package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.NO_WAIT;
import static dev.holdfast.engine.EngineRig.await;
import static dev.holdfast.engine.EngineRig.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Backoff;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.MachineImage;
import dev.holdfast.core.Payload;
import dev.holdfast.core.QueueMode;
import dev.holdfast.core.QueueSettings;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.sim.CrashExplorer;
import dev.holdfast.storage.sim.CrashExplorer.Report;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * One short story a test, its power cut before every single change of the disk, with every outcome
 * that the disk allows or many of them; and each time the next engine is asked whether what was
 * promised up to there still holds. {@link EngineCrashTest} cuts long random stories.
 */
class EngineCrashPointsTest {
  private static final CrashExplorer EXPLORER =
      CrashExplorer.withSeed(Long.getLong("holdfast.crash.first", 1))
          .withOutcomesMax(6)
          .withCutsMax(60)
          .withRecoveryCutsMax(1);

  private final EngineRig rig = new EngineRig();

  private Engine open(Directory disk) {
    return Engine.open(disk, disk, rig.config, rig.clock, EngineListener.NONE);
  }

  /** Something of which the engine has said that it is so. */
  private record Promise(String what, Consumer<Engine> check) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Promise promise(String what, Consumer<Engine> check) {
    return new Promise(what, check);
  }

  private static Promise stands(String id, JobState... states) {
    return promise(
        id + " is one of " + List.of(states),
        engine -> assertThat(states).contains(state(engine, id)));
  }

  private static JobState state(Engine engine, String id) {
    return await(engine.find(new JobId(id))).orElseThrow().state();
  }

  private interface Story {
    void tell(Engine engine, Consumer<Promise> promises) throws Exception;
  }

  private Report explore(Story story, Consumer<Engine> always) {
    return EXPLORER.<Promise>explore(
        (disk, run) -> {
          try (Engine engine = open(disk)) {
            story.tell(engine, run::promise);
          }
        },
        (found, promised) -> {
          try (Engine engine = open(found)) {
            MachineImage image = await(engine.image());
            JobMachine.restore(rig.config.limits(), image).validate();
            always.accept(engine);
            promised.forEach(each -> each.check().accept(engine));
          }
        });
  }

  private static Set<String> batch(Engine engine, String prefix) {
    return await(engine.image()).jobs().stream()
        .map(each -> each.id().value())
        .filter(id -> id.startsWith(prefix))
        .collect(Collectors.toSet());
  }

  @Test
  void aBatchIsThereAsAWholeOrNotAtAll() {
    // Records of many sectors, so that a cut may leave any part of the batch.
    Payload large = JsonPayload.parse("\"" + "x".repeat(700) + "\"");
    List<JobSpec> first =
        IntStream.range(0, 6).mapToObj(i -> job("first-" + i).withPayload(large)).toList();
    List<JobSpec> second =
        IntStream.range(0, 9)
            .mapToObj(i ->
                job("second-" + i)
                    .withPayload(large)
                    .withDependsOn(List.of(new JobId(i == 0 ? "first-0" : "second-" + (i - 1)))))
            .toList();
    Report report =
        explore(
            (engine, promises) -> {
              await(engine.enqueue(first));
              promises.accept(
                  promise("the first batch", it -> assertThat(batch(it, "first-")).hasSize(6)));
              await(engine.enqueue(second));
              promises.accept(
                  promise("the second batch", it -> assertThat(batch(it, "second-")).hasSize(9)));
            },
            engine -> {
              assertThat(batch(engine, "first-").size()).isIn(0, 6);
              assertThat(batch(engine, "second-").size()).isIn(0, 9);
            });
    assertThat(report.checks()).isGreaterThan(report.cuts()).isGreaterThan(20);
  }

  @Test
  void whatWasSaidOfQueuesAndSchedulesHolds() {
    QueueSettings settings = QueueSettings.builder().concurrencyMax(3).fair(true).build();
    explore(
        (engine, promises) -> {
          await(engine.admin().configure("mail", settings));
          promises.accept(
              promise(
                  "mail is configured",
                  it ->
                      assertThat(await(it.admin().queue("mail")).orElseThrow().settings())
                          .isEqualTo(settings)));
          await(engine.admin().pause("print"));
          promises.accept(
              promise(
                  "print is paused",
                  it ->
                      assertThat(await(it.admin().queue("print")).orElseThrow().mode())
                          .isEqualTo(QueueMode.PAUSED)));
          await(engine.admin().schedule("tick", Recurrence.parse("every 1h"), job("template")));
          promises.accept(
              promise(
                  "tick is scheduled", it -> assertThat(await(it.admin().schedules())).hasSize(1)));
        },
        engine -> {});
  }

  @Test
  void whatBecameOfLeasesIsKept() {
    explore(
        (engine, promises) -> {
          await(engine.enqueue(List.of(job("a"), job("b"), job("c"), job("d"), job("e"))));
          List<Lease> leases = await(engine.reserve("w", 5, NO_WAIT));
          await(engine.ack(leases.get(0), Payload.ofJson("7")));
          promises.accept(
              promise(
                  "a has its result",
                  it ->
                      assertThat(await(it.find(new JobId("a"))).orElseThrow().attempts().result())
                          .isEqualTo(Payload.ofJson("7"))));
          await(engine.cancel(leases.get(1).id(), "stop"));
          promises.accept(stands("b", JobState.CANCELLED));
          await(engine.fail(leases.get(1), "stopped"));
          await(engine.fail(leases.get(2), Failure.of("bad").permanent()));
          promises.accept(stands("c", JobState.DEAD, JobState.PENDING));
          await(engine.release(leases.get(3), Duration.ofHours(1)));
          promises.accept(stands("d", JobState.SCHEDULED));
          await(engine.ackAll(List.of(leases.get(4))));
          promises.accept(stands("e", JobState.COMPLETED));
          await(engine.admin().requeue(new JobId("c")));
          promises.accept(stands("c", JobState.PENDING));
        },
        engine -> {});
  }

  @Test
  void anIdempotencyKeyNeverStandsForTwoJobs() {
    JobSpec first = job("first").toBuilder().idempotencyKey("order", 3_600_000).build();
    JobSpec second = first.withId(new JobId("second"));
    explore(
        (engine, promises) -> {
          await(engine.enqueue(first));
          promises.accept(
              promise(
                  "the key stands for the first",
                  it ->
                      assertThat(await(it.enqueue(second)).jobs().getFirst().id())
                          .isEqualTo(first.id())));
          await(engine.ack(EngineRig.reserveOne(engine)));
          await(engine.admin().forget(first.id()));
          promises.accept(
              promise(
                  "the first is forgotten",
                  it -> assertThat(await(it.find(first.id()))).isEmpty()));
        },
        engine -> {
          await(engine.enqueue(second));
          Set<JobId> both = new HashSet<>();
          await(engine.image()).jobs().stream().map(Job::id).forEach(both::add);
          assertThat(both.size()).isLessThanOrEqualTo(1);
        });
  }

  @Test
  void aFailedAttemptCountsOnceAndWaitsAsItWasSaid() {
    JobSpec spec = job("a").toBuilder().backoff(Backoff.fixed(5000)).build();
    explore(
        (engine, promises) -> {
          await(engine.enqueue(spec));
          await(engine.fail(EngineRig.reserveOne(engine), "no luck"));
          long runAt = rig.nowMillis.get() + 5000;
          promises.accept(
              promise(
                  "a waits",
                  it -> {
                    Job found = await(it.find(spec.id())).orElseThrow();
                    assertThat(found.failures()).isEqualTo(1);
                    assertThat(found.runAtMillis()).isEqualTo(runAt);
                    assertThat(found.attempts().errors()).hasSize(1);
                  }));
        },
        engine ->
            assertThat(await(engine.image()).jobs())
                .allSatisfy(found -> assertThat(found.failures()).isLessThanOrEqualTo(1)));
  }
}
