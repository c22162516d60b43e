package dev.holdfast.engine.simulation;

import dev.holdfast.core.Backoff;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Limits;
import dev.holdfast.core.ParentFailure;
import dev.holdfast.core.Payload;
import dev.holdfast.core.QueueInfo;
import dev.holdfast.core.QueueSettings;
import dev.holdfast.core.Rate;
import dev.holdfast.core.Retention;
import dev.holdfast.engine.EngineAdmin;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.Failure;
import dev.holdfast.engine.Heartbeat;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.engine.Lease;
import dev.holdfast.engine.Recurrence;
import dev.holdfast.engine.Reservation;
import dev.holdfast.engine.VirtualEngine;
import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.wal.WalConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One run: an engine, and everybody who uses it. Answers count when they come, which is when the
 * disk has them; most steps leave that to a later {@code SYNC}, so that much is under way when the
 * power fails.
 */
final class Simulation implements AutoCloseable {
  private static final int JOBS_MAX = 400;
  private static final int LEASES_MAX = 60;
  private static final List<String> QUEUES = List.of("default", "mail", "slow");
  private static final List<String> KEYS = List.of("", "", "ada", "bob", "eve");

  private final VirtualEngine engine;
  private final Promises promises = new Promises();
  private final Shadows shadows = new Shadows();

  /** By queue that has more in flight than its limit, since that was lowered: how many it had. */
  private final Map<String, Long> over = new HashMap<>();

  private final List<JobId> ids = new ArrayList<>();
  private final Map<Step.Kind, Long> done = new EnumMap<>(Step.Kind.class);

  /** What workers believe to hold; much of it is long over. */
  private final List<Lease> leases = new ArrayList<>();

  private final List<String> told = new ArrayList<>();
  private int jobs;
  private boolean tells;

  Simulation(long seed) {
    EngineConfig config =
        EngineConfig.defaults()
            .withLimits(
                Limits.defaults()
                    .withLeaseMillis(3000)
                    .withFailuresMax(3)
                    .withBackoff(Backoff.exponential(50, 2000))
                    .withRetention(Retention.finished(40, 60_000).withDead(60, 600_000)))
            .withWal(
                WalConfig.named("wal.log")
                    .withSegmentBytesMax(16 << 10)
                    .withBufferBytes(256 << 10)
                    .withPreallocate(seed % 2 == 0))
            .withSnapshotInterval(Duration.ofSeconds(20));
    this.engine =
        VirtualEngine.open(
            config,
            seed,
            new EngineListener() {
              @Override
              public void forgotten(Job job) {
                promises.forgotten(job.id());
              }
            });
    engine.holdSyncs(true);
  }

  /** How often each kind of step was done. */
  Map<Step.Kind, Long> done() {
    return done;
  }

  /** How often a crash left a state that the engine had been in. */
  long statesRecognised() {
    return shadows.checked();
  }

  /** The whole state, for comparing. */
  String state() {
    return engine.machine().image().jobs().toString() + engine.machine().queues();
  }

  /** From now on, keeps what it did for people to read. */
  void tell() {
    tells = true;
  }

  /** What was done, one line a step. */
  List<String> told() {
    return told;
  }

  private void say(String text) {
    if (tells) {
      told.add(engine.now() + " " + text);
    }
  }

  /** Does a step, and checks what must hold after every one. */
  void take(Step step) {
    done.merge(step.kind(), 1L, Long::sum);
    Choice choice = new Choice(step.number());
    switch (step.kind()) {
      case ENQUEUE -> enqueue(choice);
      case ENQUEUE_AGAIN -> enqueueAgain(choice);
      case RESERVE -> reserve(choice);
      case ACK -> ack(choice, true);
      case ACK_TWICE -> ack(choice, false);
      case FAIL -> fail(choice);
      case RELEASE -> release(choice);
      case HEARTBEAT -> heartbeat(choice);
      case CANCEL -> cancel(choice);
      case REQUEUE -> requeue(choice);
      case FORGET -> forget(choice);
      case CHANGE_QUEUE -> changeQueue(choice);
      case SCHEDULE -> schedule(choice);
      case PASS_TIME -> passTime(choice);
      case CLOCK_BACK -> clockBack(choice);
      case SYNC -> sync();
      case CRASH_WHILE_SYNCING -> crashWhileSyncing(choice);
      case CRASH -> crash(false);
      case KILL -> crash(true);
    }
    checkLimits();
    shadows.keep(engine.machine());
  }

  // ---- clients

  private void enqueue(Choice choice) {
    if (jobs - ids.size() > JOBS_MAX) {
      return;
    }
    List<JobSpec> batch = new ArrayList<>();
    int size = choice.oneIn(4) ? 1 + choice.upTo(5) : 1;
    for (int i = 0; i < size; i++) {
      batch.add(job(choice, batch));
    }
    send(batch);
  }

  private JobSpec job(Choice choice, List<JobSpec> batch) {
    var spec = JobSpec.builder(new JobId("job-" + jobs++));
    spec.queue(choice.of(QUEUES)).key(choice.of(KEYS)).type(choice.oneIn(3) ? "odd" : "even");
    spec.payload(
        choice.oneIn(8)
            ? Payload.of(new byte[] {1, 2, 3})
            : JsonPayload.parse("{\"n\":" + jobs + "}"));
    if (choice.oneIn(3)) {
      spec.priority(choice.upTo(11));
    }
    if (choice.oneIn(5)) {
      spec.runAtMillis(engine.now().toEpochMilli() + choice.upTo(8000));
    }
    if (choice.oneIn(12)) {
      spec.expireAtMillis(engine.now().toEpochMilli() + 1 + choice.upTo(9000));
    }
    if (choice.oneIn(10)) {
      spec.idempotencyKey("key-" + choice.upTo(6), 5000);
    }
    if (choice.oneIn(4)) {
      List<JobId> parents = new ArrayList<>();
      batch.stream().map(JobSpec::id).limit(2).forEach(parents::add);
      if (!ids.isEmpty() && choice.oneIn(2)) {
        JobId other = choice.of(ids);
        if (!parents.contains(other)) {
          parents.add(other);
        }
      }
      spec.dependsOn(parents);
      spec.onParentFailure(choice.of(List.of(ParentFailure.values())));
    }
    return spec.build();
  }

  private void enqueueAgain(Choice choice) {
    if (ids.isEmpty()) {
      return;
    }
    engine
        .machine()
        .find(choice.of(ids))
        .filter(job -> job.state() != JobState.COMPLETED && !job.state().isLost())
        .ifPresent(job -> send(List.of(job.spec())));
  }

  private void send(List<JobSpec> batch) {
    if (tells) {
      say("enqueue " + batch.stream().map(JobSpec::toString).toList());
    }
    var _ =
        engine
            .engine()
            .enqueue(batch)
            .whenComplete((result, refusal) -> {
              if (refusal == null) {
                List<JobId> taken = result.jobs().stream().map(outcome -> outcome.id()).toList();
                promises.enqueued(taken);
                taken.forEach(this::remember);
              }
            });
  }

  private void remember(JobId id) {
    if (!ids.contains(id)) {
      ids.add(id);
    }
    if (ids.size() > JOBS_MAX) {
      ids.removeFirst();
    }
  }

  private void cancel(Choice choice) {
    if (!ids.isEmpty()) {
      JobId id = choice.of(ids);
      say("cancel " + id);
      var _ = engine.engine().cancel(id, "as the seed wants it");
    }
  }

  private void requeue(Choice choice) {
    List<JobId> lost = idsOf(JobState.DEAD, JobState.CANCELLED);
    if (!lost.isEmpty()) {
      JobId id = choice.of(lost);
      say("requeue " + id);
      var _ = engine.engine().admin().requeue(id);
    }
  }

  private void forget(Choice choice) {
    List<JobId> ended = idsOf(JobState.COMPLETED, JobState.DEAD, JobState.CANCELLED);
    if (!ended.isEmpty()) {
      JobId id = choice.of(ended);
      say("forget " + id);
      var _ = engine.engine().admin().forget(id);
    }
  }

  private List<JobId> idsOf(JobState... states) {
    List<JobState> wanted = List.of(states);
    return ids.stream()
        .filter(
            id -> engine.machine().find(id).map(Job::state).filter(wanted::contains).isPresent())
        .toList();
  }

  private void changeQueue(Choice choice) {
    String queue = choice.of(QUEUES);
    say("change " + queue);
    EngineAdmin admin = engine.engine().admin();
    var _ =
        switch (choice.upTo(6)) {
          case 0 -> admin.pause(queue);
          case 1 -> admin.drain(queue);
          case 2, 3 -> admin.resume(queue);
          default -> admin.configure(queue, settings(choice));
        };
  }

  private static QueueSettings settings(Choice choice) {
    return QueueSettings.builder()
        .concurrencyMax(choice.upTo(6))
        .keyConcurrencyMax(choice.upTo(4))
        .rate(choice.oneIn(3) ? Rate.of(5, 1000) : Rate.UNLIMITED)
        .keyRate(choice.oneIn(3) ? Rate.of(2, 1000) : Rate.UNLIMITED)
        .depthMax(choice.oneIn(4) ? 30 : 0)
        .fair(choice.oneIn(2))
        .agingMillis(choice.oneIn(2) ? 500 : 0)
        .build();
  }

  private void schedule(Choice choice) {
    String name = "schedule-" + choice.upTo(3);
    if (choice.oneIn(3)) {
      say("unschedule " + name);
      var _ = engine.engine().admin().unschedule(name);
    } else {
      Recurrence rule = Recurrence.parse("every " + (1 + choice.upTo(9)) + "s missed latest");
      say("schedule " + name + " " + rule);
      JobSpec template = JobSpec.of(new JobId(name), Payload.ofJson("{}")).withType("even");
      var _ = engine.engine().admin().schedule(name, rule, template);
    }
  }

  // ---- workers

  private void reserve(Choice choice) {
    Reservation wish = Reservation.by("worker-" + choice.upTo(4)).atMost(1 + choice.upTo(3));
    if (choice.oneIn(3)) {
      wish = wish.from(choice.of(QUEUES), choice.of(QUEUES));
    }
    if (choice.oneIn(4)) {
      wish = wish.ofTypes(List.of("odd"));
    }
    if (choice.oneIn(4)) {
      wish = wish.waiting(Duration.ofMillis(choice.upTo(3000)));
    }
    say("reserve " + wish);
    CompletableFuture<List<Lease>> answer = engine.engine().reserve(wish);
    var _ =
        answer.thenAccept(found -> {
          found.forEach(promises::handedOut);
          leases.addAll(found);
          while (leases.size() > LEASES_MAX) {
            leases.removeFirst();
          }
        });
  }

  /** The first time, or again by a worker that does not know that it has said so. */
  private void ack(Choice choice, boolean forgets) {
    if (leases.isEmpty()) {
      return;
    }
    Lease lease = choice.of(leases);
    if (forgets) {
      leases.remove(lease);
    }
    say("ack " + lease.id() + " " + lease.attempt());
    boolean held = holds(lease);
    boolean done =
        engine
            .machine()
            .find(lease.id())
            .filter(job -> job.state() == JobState.COMPLETED && job.attempt() == lease.attempt())
            .isPresent();
    var _ =
        engine
            .engine()
            .ack(lease)
            .whenComplete((_, refusal) -> {
              if (refusal == null) {
                must(held || done, "a late ack of " + lease.id() + " was taken");
                promises.completed(lease.id());
              }
            });
  }

  private void fail(Choice choice) {
    if (!leases.isEmpty()) {
      Lease lease = leases.remove(choice.upTo(leases.size()));
      say("fail " + lease.id() + " " + lease.attempt());
      Failure failure = Failure.of("broken");
      var _ = engine.engine().fail(lease, choice.oneIn(6) ? failure.permanent() : failure);
    }
  }

  private void release(Choice choice) {
    if (!leases.isEmpty()) {
      Lease lease = leases.remove(choice.upTo(leases.size()));
      say("release " + lease.id() + " " + lease.attempt());
      var _ = engine.engine().release(lease, Duration.ofMillis(choice.upTo(500)));
    }
  }

  private void heartbeat(Choice choice) {
    if (leases.isEmpty()) {
      return;
    }
    int place = choice.upTo(leases.size());
    Lease lease = leases.get(place);
    say("heartbeat " + lease.id() + " " + lease.attempt());
    boolean held = holds(lease);
    var _ =
        engine
            .engine()
            .heartbeat(lease)
            .thenAccept(answer -> {
              boolean lost = answer.status() == Heartbeat.Status.LOST;
              must(lost != held, lease.id() + " is held: " + held + ", but is " + answer.status());
            });
  }

  private boolean holds(Lease lease) {
    return engine
        .machine()
        .find(lease.id())
        .filter(job -> job.state() == JobState.IN_FLIGHT && job.attempt() == lease.attempt())
        .isPresent();
  }

  // ---- time and trouble

  private void passTime(Choice choice) {
    Duration time = Duration.ofMillis(choice.oneIn(10) ? choice.upTo(90_000) : choice.upTo(1500));
    say("pass " + time);
    engine.advance(time);
  }

  private void clockBack(Choice choice) {
    say("clock back");
    engine.setClock(engine.now().minusMillis(choice.upTo(2000)));
  }

  private void sync() {
    say("sync");
    engine.sync();
    promises.hold(engine.machine().image());
    shadows.clear();
  }

  private void crashWhileSyncing(Choice choice) {
    say("crash while syncing");
    engine.disk().follow(FaultPlan.none().failFromChange(1 + choice.upTo(4), Fault.IO_ERROR));
    engine.sync();
    crash(choice.oneIn(2));
  }

  private void crash(boolean processOnly) {
    say(processOnly ? "kill" : "crash");
    if (processOnly) {
      engine.kill();
    } else {
      engine.crash();
    }
    engine.holdSyncs(true);
    engine.validate();
    shadows.check(engine);
    shadows.clear();
    promises.hold(engine.machine().image());
    leases.removeIf(lease -> lease.attempt() % 2 == 0); // some workers died with it
  }

  /** What must hold at every moment. */
  private void checkLimits() {
    for (QueueInfo queue : engine.machine().queues()) {
      int max = queue.settings().concurrencyMax();
      // A limit that was lowered is kept again as soon as enough are done.
      if (max > 0 && queue.stats().inFlight() > max) {
        over.merge(queue.name(), queue.stats().inFlight(), Math::min);
        must(
            queue.stats().inFlight() <= over.get(queue.name()),
            queue.name() + " hands out more although it is over its limit");
      } else {
        over.remove(queue.name());
      }
    }
  }

  private static void must(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /** Brings all to the disk and checks everything once more. */
  void end() {
    engine.sync();
    engine.validate();
    crash(false);
  }

  @Override
  public void close() {
    engine.close();
  }
}
