package dev.holdfast.engine;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobState;
import dev.holdfast.engine.internal.VirtualHost;
import dev.holdfast.engine.internal.VirtualHost.VirtualClock;
import dev.holdfast.storage.sim.SimulatedDisk;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A real engine for tests of those who use one: on the caller's thread, on a simulated disk, under
 * a clock that the test moves. A day passes in a moment, the power fails when the test says so, and
 * the same calls with the same seed give the same every time.
 *
 * <pre>{@code
 * try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
 *   queue.work("mail", job -> sent.add(job.payload()));
 *   queue.engine().enqueue(JobSpec.of(id, payload).withType("mail").withRunAtMillis(noon));
 *   queue.advance(Duration.ofDays(1));
 *   queue.crash();
 * }
 * }</pre>
 *
 * <p>The {@link Engine} that it drives is the one of production; only its threads are missing. A
 * future of it is complete when the call returns, unless it is a reservation that waits. Handlers
 * run one after the other, inside {@link #advance} and {@link #drain}, and take no time unless they
 * move the clock themselves.
 *
 * <p>Not thread safe.
 */
public final class VirtualEngine implements AutoCloseable {
  private static final Instant START = Instant.parse("2024-01-01T10:00:00Z");
  private static final String WORKER = "virtual";

  private final EngineConfig config;
  private final EngineListener listener;
  private final VirtualClock clock = new VirtualClock(START);
  private final Map<String, JobHandler> handlers = new LinkedHashMap<>();
  private SimulatedDisk disk;
  private VirtualHost host;
  private Engine engine;

  /** Whether a handler is running. */
  private boolean handling;

  private VirtualEngine(SimulatedDisk disk, EngineConfig config, EngineListener listener) {
    this.config = config;
    this.listener = listener;
    this.disk = disk;
    this.host = VirtualHost.open(disk, config, clock, listener);
    this.engine = new Engine(host);
  }

  /**
   * An empty queue with the default configuration, at ten in the morning of 1 January 2024, UTC.
   */
  public static VirtualEngine withSeed(long seed) {
    return open(EngineConfig.defaults(), seed, EngineListener.NONE);
  }

  /** An empty queue at that moment; the seed decides what a crash leaves behind, and all jitter. */
  public static VirtualEngine open(EngineConfig config, long seed, EngineListener listener) {
    return new VirtualEngine(
        SimulatedDisk.withSeed(seed), config.withSeed(seed == 0 ? 1 : seed), listener);
  }

  /** The engine as it runs now; after a crash it is another one. */
  public Engine engine() {
    return engine;
  }

  /** The disk as it is now. */
  public SimulatedDisk disk() {
    return disk;
  }

  /** What time it is. */
  public Instant now() {
    return clock.instant();
  }

  /** From now on, jobs of this type are done by this handler; after a crash too. */
  public VirtualEngine work(String type, JobHandler handler) {
    handlers.put(type, handler);
    return this;
  }

  /**
   * Lets time pass, from one moment to the next at which something is due, and has the handlers do
   * what there is to do at each.
   *
   * @return how many attempts they made
   * @throws IllegalStateException if there are handlers and syncs are held
   */
  public int advance(Duration time) {
    long target = Math.addExact(clock.millis(), time.toMillis());
    int attempts = drain();
    while (true) {
      long next = host.nextDueMillis();
      if (next > target || host.failure().isPresent()) {
        break;
      }
      clock.set(Math.max(clock.millis(), next));
      host.tick();
      attempts += drain();
    }
    clock.set(Math.max(clock.millis(), target));
    host.tick();
    return attempts + drain();
  }

  /** Sets the clock, as an administrator might: forward without what lies between, or back. */
  public void setClock(Instant moment) {
    clock.set(moment.toEpochMilli());
    host.tick();
  }

  /**
   * Has the handlers do what there is to do now, until nothing is left for them.
   *
   * @return how many attempts they made
   * @throws IllegalStateException if there are handlers and syncs are held
   */
  public int drain() {
    int attempts = 0;
    if (!handlers.isEmpty() && !host.syncsByItself()) {
      throw new IllegalStateException(
          "handlers cannot run while syncs are held, since nobody would answer them: call holdSyncs(false) first");
    }
    while (!handlers.isEmpty()) {
      CompletableFuture<List<Lease>> reserved =
          engine.reserve(Reservation.by(WORKER).ofTypes(List.copyOf(handlers.keySet())));
      if (reserved.isCompletedExceptionally() || reserved.resultNow().isEmpty()) {
        break;
      }
      attempt(reserved.resultNow().getFirst());
      attempts++;
    }
    return attempts;
  }

  private void attempt(Lease lease) {
    JobContext context =
        new JobContext(
            engine,
            lease,
            () -> host.deadline(leftOf(lease)),
            () -> holds(lease).map(job -> job.attempts().cancelRequested()).orElse(false));
    handling = true;
    try {
      Objects.requireNonNull(handlers.get(lease.type())).handle(context);
      var _ = engine.ack(lease, context.result());
    } catch (Exception e) {
      var _ = engine.fail(lease, Failure.of(e));
    } finally {
      handling = false;
    }
  }

  private Duration leftOf(Lease lease) {
    long ends = holds(lease).map(Job::deadlineMillis).orElse(0L);
    return Duration.ofMillis(Math.max(0, ends - clock.millis()));
  }

  /** The job as it is now, if this lease still holds it. */
  private Optional<Job> holds(Lease lease) {
    return machine()
        .find(lease.id())
        .filter(job -> job.state() == JobState.IN_FLIGHT && job.attempt() == lease.attempt());
  }

  /**
   * Whether answers wait until {@link #sync} is called; what was done since then may be lost in a
   * crash, which also ends the waiting. Until then whoever waits for an answer, with {@code join()}
   * for instance, waits for ever: there is one thread, and it is the one that waits. So handlers do
   * not run meanwhile.
   *
   * @throws IllegalStateException if a handler asks for it: it could not be answered itself
   */
  public void holdSyncs(boolean hold) {
    if (hold && handling) {
      throw new IllegalStateException(
          "a handler must not hold syncs: it would wait for ever for the answer to its next heartbeat");
    }
    host.setSyncsByItself(!hold);
  }

  /** Brings everything to the disk, and lets the answers out that waited for it. */
  public void sync() {
    host.sync();
  }

  /** The power fails, and comes back: what the disk then holds is drawn from the seed. */
  public void crash() {
    reopen(disk.crash());
  }

  /** The process dies, the machine lives on: what was written is there. */
  public void kill() {
    reopen(disk.kill());
  }

  private void reopen(SimulatedDisk found) {
    host.abandon();
    disk = found;
    host = VirtualHost.open(disk, config, clock, listener);
    engine = new Engine(host);
  }

  /**
   * Checks every invariant of the state.
   *
   * @throws IllegalStateException if one is broken; that is a bug of this library
   */
  public void validate() {
    host.machine().validate();
  }

  /** The state machine itself, to look at and not to change. */
  public JobMachine machine() {
    return host.machine();
  }

  @Override
  public void close() {
    engine.close();
  }
}
