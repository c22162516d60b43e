package dev.holdfast.server.torture;

import static dev.holdfast.server.torture.EngineOrdeal.await;
import static dev.holdfast.server.torture.Ordeal.require;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.engine.Lease;
import dev.holdfast.server.torture.EngineOrdeal.Promise;
import dev.holdfast.storage.sim.CrashExplorer.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Gives a queue random commands, and does not wait for most of them, so that the power goes while
 * they are under way. It is the queue's clock, too.
 */
final class EngineClient implements InstantSource {
  private static final int TIME_STEP_MILLIS = 2000;

  private final Run<Promise> run;
  private final RandomGenerator random;
  private final AtomicLong nowMillis = new AtomicLong(EngineOrdeal.BEGIN.toEpochMilli());
  private final Set<JobId> completed = ConcurrentHashMap.newKeySet();
  private int jobs;

  EngineClient(Run<Promise> run) {
    this.run = run;
    this.random = run.random();
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(nowMillis.get());
  }

  void work(Engine engine, int steps) {
    List<Lease> leases = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> enqueue(engine);
        case 4, 5 -> leases.addAll(reserve(engine));
        case 6, 7 -> drawn(leases).ifPresent(lease -> ack(engine, lease));
        case 8 -> drawn(leases).ifPresent(lease -> fail(engine, lease));
        default -> nowMillis.addAndGet(random.nextInt(TIME_STEP_MILLIS));
      }
    }
  }

  private void enqueue(Engine engine) {
    List<JobSpec> specs = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      JobId id = new JobId("job-" + jobs++);
      JobSpec spec = JobSpec.of(id, payload(id));
      specs.add(specs.isEmpty() ? spec : spec.withDependsOn(List.of(specs.getFirst().id())));
    }
    var added = engine.enqueue(specs);
    var _ =
        added.thenRun(() -> specs.forEach(spec -> run.promise(new Promise.Enqueued(spec.id()))));
    if (random.nextBoolean()) {
      await(added);
    }
  }

  private List<Lease> reserve(Engine engine) {
    Set<JobId> done = Set.copyOf(completed);
    List<Lease> leases = await(engine.reserve("client", 1 + random.nextInt(3), Duration.ZERO));
    for (Lease lease : leases) {
      require(!done.contains(lease.id()), lease.id() + " is done, and was handed out again");
    }
    return leases;
  }

  /** Late answers are refused, and promise nothing. */
  private void ack(Engine engine, Lease lease) {
    var _ =
        engine
            .ack(lease)
            .thenRun(() -> {
              completed.add(lease.id());
              run.promise(new Promise.Completed(lease.id(), lease.attempt()));
            });
  }

  private static void fail(Engine engine, Lease lease) {
    var _ = engine.fail(lease, "as the seed wants it");
  }

  private Optional<Lease> drawn(List<Lease> leases) {
    return leases.isEmpty()
        ? Optional.empty()
        : Optional.of(leases.remove(random.nextInt(leases.size())));
  }

  /** The payload of that job: another one for each, some longer than a sector or two. */
  static Payload payload(JobId id) {
    int times = Math.floorMod(id.hashCode(), 150);
    return JsonPayload.parse("{\"name\":\"%s\"}".formatted(id.value().repeat(1 + times)));
  }
}
