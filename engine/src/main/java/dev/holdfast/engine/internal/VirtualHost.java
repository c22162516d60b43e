package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.Limits;
import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.EngineClosedException;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineCounters;
import dev.holdfast.engine.EngineFailedException;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.Failure;
import dev.holdfast.engine.RecoveryReport;
import dev.holdfast.storage.sim.SimulatedDisk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An engine on one thread: the caller's. A request is done, synced and answered before {@link
 * #submit} returns, time is what it is told, and the disk is simulated; so what happens follows
 * from the calls and the seed alone.
 *
 * <p>The log has a thread of its own, which writes nothing until it is told to sync (a long {@code
 * linger}), and the caller waits for it: the disk sees one call after the other, the same each
 * time. A buffer that is full is written earlier, which follows from the calls too.
 */
public final class VirtualHost implements EngineHost {
  /** The longest that the log allows; a test takes far less from one sync to the next. */
  private static final Duration UNTIL_TOLD = Duration.ofSeconds(10);

  private final EngineConfig config;
  private final VirtualClock clock;
  private final EngineListener listener;
  private final OpenedStore store;
  private final StateOwner owner;
  private final RecoveryReport recovery;
  private final ArrayDeque<Reply<?>> held = new ArrayDeque<>();
  private long snapshotSeq;
  private long snapshotAtMillis;
  private boolean syncsByItself = true;
  private boolean busy;
  private boolean closed;
  private @Nullable EngineFailedException failure;

  private VirtualHost(
      OpenedStore store, EngineConfig config, VirtualClock clock, EngineListener listener) {
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.listener = listener;
    this.owner =
        new StateOwner(
            new JobLog(store.machine(), store.wal()),
            listener,
            new SplittableRandom(config.seed()));
    this.snapshotSeq = store.snapshotSeq();
    this.snapshotAtMillis = clock.millis();
    int interrupted = owner.interruptLeases(clock.millis());
    this.recovery = store.report(interrupted, Duration.ZERO, RecoveryReport.Phases.NONE);
    listener.recovered(recovery);
  }

  /** Recovers what the disk has. */
  public static VirtualHost open(
      SimulatedDisk disk, EngineConfig config, VirtualClock clock, EngineListener anyListener) {
    EngineListener listener = GuardedListener.around(anyListener);
    EngineConfig calm = config.withWal(config.wal().withLinger(UNTIL_TOLD).withClock(clock));
    OpenedStore store = OpenedStore.open(disk, disk, calm, listener.log(), listener.snapshots());
    try {
      return new VirtualHost(store, calm, clock, listener);
    } catch (Throwable e) {
      store.abandon(e);
      throw e;
    }
  }

  /** Whether each request is synced at once, or only when {@link #sync} is called. */
  public void setSyncsByItself(boolean value) {
    syncsByItself = value;
  }

  /** Whether each request is synced at once. */
  public boolean syncsByItself() {
    return syncsByItself;
  }

  @Override
  public <R extends Request> R submit(R request) {
    if (busy) {
      throw new IllegalStateException(
          "a virtual engine was called while it answered; attach no code to its futures that does");
    }
    if (failure != null) {
      request.promise().completeExceptionally(failure);
    } else if (closed) {
      request.promise().completeExceptionally(new EngineClosedException());
    } else {
      step(() -> owner.serve(request, clock.millis()));
    }
    return request;
  }

  /** Does what is due at this moment. */
  public void tick() {
    if (failure == null && !closed) {
      step(() -> {});
    }
  }

  private void step(Runnable work) {
    busy = true;
    try {
      work.run();
      owner.tick(clock.millis());
      held.addAll(owner.takeReplies());
      if (syncsByItself) {
        sync();
      }
    } catch (RuntimeException e) {
      fail(e);
    } finally {
      busy = false;
    }
  }

  /** Brings everything to the disk, and lets the answers out that waited for it. */
  public void sync() {
    try {
      // Without anything to sync, the log's thread would do so at a moment of its own.
      if (store.wal().syncedSeq() < machine().lastSeq()) {
        store.wal().sync();
      }
      snapshotIfDue();
      while (!held.isEmpty()) {
        held.removeFirst().deliver();
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void snapshotIfDue() {
    long lastSeq = machine().lastSeq();
    boolean due = clock.millis() - snapshotAtMillis >= Durations.millis(config.snapshotInterval());
    if (due && lastSeq > snapshotSeq) {
      Snapshotter.write(store.snapshots(), store.wal(), machine().image());
      snapshotSeq = lastSeq;
      snapshotAtMillis = clock.millis();
    }
  }

  private void fail(RuntimeException cause) {
    EngineFailedException failed =
        new EngineFailedException("the engine stopped: " + Failure.of(cause).message(), cause);
    failure = failed;
    owner.refuseAll(failed);
    held.addAll(owner.takeReplies());
    while (!held.isEmpty()) {
      held.removeFirst().failed(failed).deliver();
    }
    listener.engineFailed(failed);
  }

  /** When something is due next, by the virtual clock; {@link Long#MAX_VALUE} for never. */
  public long nextDueMillis() {
    Deadline givingUp = owner.nextGivingUp();
    long waits =
        givingUp.equals(Deadline.NEVER)
            ? Long.MAX_VALUE
            : clock.millis() + Math.ceilDiv(Math.max(0, givingUp.remainingNanos()), 1_000_000L);
    return Math.min(waits, owner.nextDueMillis());
  }

  /** The machine itself, to look at. */
  public JobMachine machine() {
    return owner.machine();
  }

  @Override
  public Limits limits() {
    return config.limits();
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public Deadline deadline(Duration time) {
    return Deadline.after(time, clock::nanoTime);
  }

  @Override
  public Executor background() {
    return Runnable::run;
  }

  @Override
  public RecoveryReport recovery() {
    return recovery;
  }

  @Override
  public QueueStats stats() {
    return machine().stats();
  }

  @Override
  public EngineCounters counters() {
    return owner.counters();
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Lets go of the disk without a last word, as a process that dies. */
  public void abandon() {
    closed = true;
    List<Reply<?>> rest = new ArrayList<>(held);
    held.clear();
    EngineClosedException gone = new EngineClosedException();
    rest.forEach(reply -> reply.failed(gone).deliver());
    owner.refuseAll(gone);
    owner.takeReplies().forEach(Reply::deliver);
    store.abandon(gone);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    sync();
    closed = true;
    owner.refuseAll(new EngineClosedException());
    owner.takeReplies().forEach(Reply::deliver);
    if (failure == null && machine().lastSeq() > snapshotSeq) {
      Snapshotter.write(store.snapshots(), store.wal(), machine().image());
    }
    store.close();
  }

  /** A clock that stands still until it is moved. */
  public static final class VirtualClock implements InstantSource {
    private long millis;

    /** Begins at this moment. */
    public VirtualClock(Instant start) {
      this.millis = start.toEpochMilli();
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }

    @Override
    public long millis() {
      return millis;
    }

    long nanoTime() {
      return millis * 1_000_000;
    }

    /** Sets it, forward or back. */
    public void set(long newMillis) {
      millis = newMillis;
    }
  }
}
