package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Channel;
import dev.holdfast.concurrency.ChannelClosedException;
import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Limits;
import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.EngineBusyException;
import dev.holdfast.engine.EngineClosedException;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineCounters;
import dev.holdfast.engine.EngineFailedException;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.RecoveryReport;
import dev.holdfast.storage.Directory;
import dev.holdfast.wal.Wal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * A running engine: the threads around the recovered state, and the order in which they end.
 *
 * <pre>
 * caller -> requests -> commit loop (decide, append, apply)* -> log -> reply gate -> caller
 *                             |
 *                             +-> snapshotter -> snapshot, then the log is cut
 * </pre>
 */
public final class EngineRuntime implements EngineHost {

  private static final String NAME = "holdfast";

  private final EngineConfig config;
  private final InstantSource clock;
  private final EngineListener listener;
  private final OpenedStore store;
  private final WalEvents walEvents;
  private final Channel<Request> requests;
  private final ReplyGate gate;
  private final FailureLatch failure;
  private final Snapshotter snapshotter;
  private final CommitLoop loop;
  private final Thread loopThread;
  private final RecoveryReport recovery;
  private final RunningAttempts attempts = new RunningAttempts();
  private final List<WorkerSlots> closeFirst = new CopyOnWriteArrayList<>();
  private final Object closing = new Object();

  /** Written under {@code closing}. */
  private volatile boolean closed;

  private EngineRuntime(
      OpenedStore store,
      WalEvents walEvents,
      long startNanos,
      EngineConfig config,
      InstantSource clock,
      EngineListener listener) {
    this.config = config;
    this.clock = clock;
    this.listener = listener;
    this.store = store;
    this.walEvents = walEvents;
    Wal wal = store.wal();
    this.requests = Channel.bounded(config.commandsMax());
    this.gate = new ReplyGate(NAME, wal.durableSeq());
    this.failure = new FailureLatch(this::stop);
    this.snapshotter =
        new Snapshotter(
            NAME,
            store.snapshots(),
            wal,
            config.snapshotInterval(),
            store.snapshotSeq(),
            listener,
            failure::fail);
    StateOwner owner = new StateOwner(new JobLog(store.machine(), wal), listener, entropy(config));
    owner.tell(attempts);
    this.loop = new CommitLoop(owner, requests, gate, snapshotter, clock, failure);
    this.loopThread = Thread.ofPlatform().name(NAME + "-commits").unstarted(loop);
    walEvents.connect(gate, failure);
    int interrupted = owner.interruptLeases(clock.millis());
    loop.publish();
    this.recovery =
        store.report(interrupted, Duration.ofNanos(System.nanoTime() - startNanos), store.phases());
  }

  private static RandomGenerator entropy(EngineConfig config) {
    return new SplittableRandom(config.seed() != 0 ? config.seed() : new SecureRandom().nextLong());
  }

  /** Opens the queue; see {@link dev.holdfast.engine.Engine#open}. */
  public static EngineRuntime open(
      Directory walDirectory,
      Directory snapshotDirectory,
      EngineConfig config,
      InstantSource clock,
      EngineListener anyListener) {
    long startNanos = System.nanoTime();
    EngineListener listener = GuardedListener.around(anyListener);
    var walEvents = new WalEvents(listener);
    OpenedStore store =
        OpenedStore.open(walDirectory, snapshotDirectory, config, walEvents, listener.snapshots());
    try {
      EngineRuntime runtime =
          new EngineRuntime(store, walEvents, startNanos, config, clock, listener);
      listener.recovered(runtime.recovery);
      runtime.gate.start();
      runtime.snapshotter.start();
      runtime.loopThread.start();
      return runtime;
    } catch (Throwable e) {
      store.abandon(e);
      throw e;
    }
  }

  @Override
  public RecoveryReport recovery() {
    return recovery;
  }

  @Override
  public Limits limits() {
    return config.limits();
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  EngineListener listener() {
    return listener;
  }

  @Override
  public Deadline deadline(Duration time) {
    return Deadline.after(time);
  }

  @Override
  public Executor background() {
    return task -> Thread.ofVirtual().name(NAME + "-query").start(task);
  }

  /** The attempts that are made in this process. */
  RunningAttempts attempts() {
    return attempts;
  }

  @Override
  public <R extends Request> R submit(R request) {
    try {
      // First without waiting: that is no matter of an interrupt, nor of a deadline.
      if (!requests.trySend(request)
          && !requests.send(request, Deadline.after(config.submitTimeout()))) {
        refuse(
            request,
            new EngineBusyException(
                "the engine is busy: %d commands waited for more than %s; nothing was done"
                    .formatted(config.commandsMax(), config.submitTimeout())));
      }
    } catch (ChannelClosedException e) {
      refuse(
          request,
          failure.get().<RuntimeException>map(f -> f).orElseGet(EngineClosedException::new));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuse(
          request,
          new EngineBusyException(
              "the caller was interrupted before its command was taken; nothing was done", e));
    }
    return request;
  }

  private static void refuse(Request request, RuntimeException why) {
    request.promise().completeExceptionally(why);
  }

  @Override
  public QueueStats stats() {
    return loop.stats();
  }

  @Override
  public EngineCounters counters() {
    return loop.counters();
  }

  @Override
  public Optional<Throwable> failure() {
    return failure.get().map(f -> f);
  }

  /** Closes these when the engine closes, while commands are served; at once if it has begun. */
  public void closeFirst(WorkerSlots workers) {
    closeFirst.add(workers);
    if (closed) {
      workers.close();
    }
  }

  /** These have ended by themselves: nothing is left of them that need be closed. */
  void ended(WorkerSlots workers) {
    closeFirst.remove(workers);
  }

  private void stop(EngineFailedException failed) {
    loop.stop(failed);
    requests.close();
    gate.fail(failed);
    attempts.loseAll();
    listener.engineFailed(failed);
  }

  /** Ends everything, in the direction of the data. */
  @Override
  public void close() {
    mustNotWaitForItself();
    synchronized (closing) {
      if (closed) {
        return;
      }
      closed = true;
      boolean alreadyFailed = failure.get().isPresent();
      closeFirst.forEach(WorkerSlots::close);
      requests.close();
      Threads.join(loopThread);
      snapshotter.close();
      if (failure.get().isEmpty()) {
        orFail(() -> snapshotter.writeLast(store.machine()));
      }
      orFail(store::close);
      gate.close();
      if (!alreadyFailed && failure.get().isPresent()) {
        throw failure.get().orElseThrow();
      }
    }
  }

  private void mustNotWaitForItself() {
    Thread current = Thread.currentThread();
    if (current.equals(loopThread)
        || gate.isThread(current)
        || snapshotter.isThread(current)
        || walEvents.isThread(current)
        || closeFirst.stream().anyMatch(workers -> workers.isWatchedBy(current))) {
      throw new IllegalStateException(
          "a listener or a future of the engine tried to close it on its thread "
              + current.getName());
    }
  }

  /** Each step of closing is taken, whatever became of the one before. */
  private void orFail(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      failure.fail(e);
    }
  }
}
