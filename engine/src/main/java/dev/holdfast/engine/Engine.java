package dev.holdfast.engine;

import dev.holdfast.core.Command;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.core.MachineImage;
import dev.holdfast.core.Payload;
import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.internal.Durations;
import dev.holdfast.engine.internal.EngineHost;
import dev.holdfast.engine.internal.EngineRuntime;
import dev.holdfast.engine.internal.Failures;
import dev.holdfast.engine.internal.Request;
import dev.holdfast.engine.internal.WorkerSlots;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DiskDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A durable job queue in this process. A future that it returns completes when the answer, and all
 * that the answer has seen, is on the disk; so a job whose enqueue was acknowledged is never lost,
 * whatever dies.
 *
 * <p>Delivery is at least once: a job runs again when its worker or this process dies before the
 * acknowledgement is on the disk, or when its lease runs out. Once {@link #ack} has completed, it
 * never runs again.
 *
 * <p>All methods may be called by any thread; null is refused at once. A call hands a command to
 * the engine's one commit loop and returns; if the loop has {@link EngineConfig#commandsMax}
 * commands to do, the caller is held back until there is room, at most for {@link
 * EngineConfig#submitTimeout}, and then the future fails with {@link EngineBusyException}. An
 * interrupt while held back gives the same exception and leaves the thread's interrupt flag set;
 * where there is room at once, it does not matter. Code attached to a future runs on the engine's
 * reply thread and must not block.
 *
 * <p>When the disk fails, the engine stops: all waiting and later calls fail with {@link
 * EngineFailedException}, and only opening a new engine helps. It never retries an fsync.
 */
public final class Engine implements AutoCloseable {

  private final EngineHost host;

  private final EngineAdmin admin;

  Engine(EngineHost host) {
    this.host = host;
    this.admin = new EngineAdmin(host);
  }

  /**
   * Opens a queue whose log and snapshots live in one directory, which is made if it is missing.
   *
   * @throws EngineOpenException if the directory is in use or not accessible, or log and snapshot
   *     do not fit
   * @throws dev.holdfast.wal.WalException if the log is damaged, newer than this version, or cannot
   *     be read
   * @throws dev.holdfast.snapshot.SnapshotException if no snapshot can be read, for the same
   *     reasons
   */
  public static Engine open(Path directory, EngineConfig config, EngineListener listener) {
    DiskDirectory disk;
    try {
      disk = DiskDirectory.open(directory);
    } catch (IOException e) {
      throw new EngineOpenException(
          "the data directory cannot be used: " + Failures.describe(e), e);
    }
    return open(disk, disk, config, InstantSource.system(), listener);
  }

  /**
   * Opens a queue on any directories (the same one twice is fine) and with any clock; otherwise as
   * above.
   */
  public static Engine open(
      Directory walDirectory,
      Directory snapshotDirectory,
      EngineConfig config,
      InstantSource clock,
      EngineListener listener) {
    return new Engine(EngineRuntime.open(walDirectory, snapshotDirectory, config, clock, listener));
  }

  /** The rules of the queue. */
  Limits limits() {
    return host.limits();
  }

  /** What opening found and did. */
  public RecoveryReport recovery() {
    return host.recovery();
  }

  /**
   * Adds jobs, all or none: if the process dies meanwhile, the next one finds all of them or none.
   * Dependencies may point to jobs of the queue or of the same call, in any order. A job that the
   * queue knows already, by its id and with the same content, or by its idempotency key, is left as
   * it is.
   *
   * @throws IllegalArgumentException at once, if a payload is said to be JSON and is not one value
   * @return fails with {@link RejectedException} if the rules refuse a job; then none was added
   */
  public CompletableFuture<EnqueueResult> enqueue(List<JobSpec> jobs) {
    return enqueueCanonical(jobs.stream().map(Engine::canonical).toList());
  }

  /** Adds one job; otherwise as above. */
  public CompletableFuture<EnqueueResult> enqueue(JobSpec job) {
    return enqueueCanonical(List.of(canonical(job)));
  }

  private CompletableFuture<EnqueueResult> enqueueCanonical(List<JobSpec> jobs) {
    return host.submit(new Request.Enqueue(new Command.Enqueue(jobs), new CompletableFuture<>()))
        .promise();
  }

  static JobSpec canonical(JobSpec job) {
    Payload payload = job.payload();
    if (!payload.isJson()) {
      return job;
    }
    try {
      return job.withPayload(JsonPayload.canonical(payload));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("job " + job.id() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Hands out jobs: by priority, then in the order of their enqueueing, unless the settings of
   * their queue say otherwise. Waiting reservations are served in order, each with what it may
   * have.
   *
   * <p>Whoever cancels the future, or completes it otherwise, ends the wait. Jobs that were on
   * their way to it meanwhile go back to the queue at once, which costs them no attempt.
   *
   * @return the leases; empty when the wait is over
   */
  public CompletableFuture<List<Lease>> reserve(Reservation reservation) {
    var answer = new CompletableFuture<List<Lease>>();
    var request =
        new Request.Reserve(
            reservation.command(),
            reservation.jobsMax(),
            host.deadline(reservation.maxWait()),
            new CompletableFuture<>());
    var _ = request.promise().whenComplete((leases, error) -> pass(leases, error, answer));
    host.submit(request);
    var _ = answer.whenComplete((_, _) -> stopWaiting(request));
    return answer;
  }

  private void pass(
      @Nullable List<Lease> leases,
      @Nullable Throwable error,
      CompletableFuture<List<Lease>> answer) {
    if (leases == null) {
      answer.completeExceptionally(error == null ? new EngineClosedException() : error);
    } else if (!answer.complete(leases)) {
      // Not on this thread, which delivers the answers of others: a busy engine makes one wait.
      host.background().execute(() -> giveBack(leases));
    }
  }

  private void giveBack(List<Lease> leases) {
    for (Lease lease : leases) {
      var _ = release(lease, Duration.ZERO);
    }
  }

  private void stopWaiting(Request.Reserve request) {
    if (!request.promise().isDone()) {
      host.submit(new Request.StopWaiting(request, new CompletableFuture<>()));
    }
  }

  /** From any queue and of any type; otherwise as above. */
  public CompletableFuture<List<Lease>> reserve(String worker, int jobsMax, Duration wait) {
    return reserve(Reservation.by(worker).atMost(jobsMax).waiting(wait));
  }

  /**
   * Says that a leased job is done. To say it twice is fine.
   *
   * @return fails with {@link RejectedException} of reason {@code LATE} if the lease is over:
   *     somebody else may have the job, and what this worker did may be done again
   */
  public CompletableFuture<Void> ack(Lease lease) {
    return ack(lease, Payload.EMPTY);
  }

  /**
   * The same with a result, which is kept as long as the job is remembered.
   *
   * @throws IllegalArgumentException at once, if the result is said to be JSON and is not one value
   */
  public CompletableFuture<Void> ack(Lease lease, Payload result) {
    return settle(
        new Command.Ack(lease.id(), lease.attempt(), JsonPayload.canonical(result)), lease);
  }

  /**
   * Says of many leased jobs that they are done; each counts for itself.
   *
   * @return the leases that were over: of those it is as if nothing had been said
   */
  public CompletableFuture<List<Lease>> ackAll(List<Lease> leases) {
    return host.submit(new Request.AckAll(List.copyOf(leases), new CompletableFuture<>()))
        .promise();
  }

  /**
   * Says that an attempt failed: the job goes back to the queue, or dies if its failures are used
   * up.
   *
   * @return fails as {@link #ack} does
   */
  public CompletableFuture<Void> fail(Lease lease, Failure failure) {
    return settle(
        new Command.Fail(
            lease.id(), lease.attempt(), failure.message(), failure.type(), failure.then(), 0),
        lease);
  }

  /** With nothing said but the message, or null if there is none; otherwise as above. */
  public CompletableFuture<Void> fail(Lease lease, String error) {
    return fail(lease, Failure.of(error));
  }

  /**
   * Gives a job back unfinished: that costs it no attempt.
   *
   * @param delay it is not handed out again before so long from now
   * @throws IllegalArgumentException at once, if the delay is negative
   * @return fails as {@link #ack} does
   */
  public CompletableFuture<Void> release(Lease lease, Duration delay) {
    return settle(new Command.Release(lease.id(), lease.attempt(), Durations.millis(delay)), lease);
  }

  /**
   * Holds a job for longer, as often as one likes, and learns how one stands with it.
   *
   * @param time the lease ends so long from now; zero is as long as the job and its queue say
   * @param progress what there is to say of it, shown with the job, or {@link Payload#EMPTY}
   * @throws IllegalArgumentException at once, if the time is negative, or the progress is said to
   *     be JSON and is not one value
   * @return fails with {@link RejectedException} if the progress is too large
   */
  public CompletableFuture<Heartbeat> heartbeat(Lease lease, Duration time, Payload progress) {
    var command =
        new Command.Extend(
            lease.id(), lease.attempt(), Durations.millis(time), JsonPayload.canonical(progress));
    return host.submit(new Request.Extend(command, lease, new CompletableFuture<>())).promise();
  }

  /** For as long as the job and its queue say, without a word; otherwise as above. */
  public CompletableFuture<Heartbeat> heartbeat(Lease lease) {
    return heartbeat(lease, Duration.ZERO, Payload.EMPTY);
  }

  private CompletableFuture<Void> settle(Command command, Lease lease) {
    return host.submit(new Request.Settle(command, lease, new CompletableFuture<>())).promise();
  }

  /**
   * Calls a job off. One that waits is cancelled at once; the worker of one in flight is told at
   * its next heartbeat, and the end of its attempt is the end of the job.
   *
   * @param reason why, shown with the job
   * @return fails with {@link RejectedException} if there is no such job, or it has ended otherwise
   */
  public CompletableFuture<Void> cancel(JobId id, String reason) {
    return host.submit(
            new Request.Change(new Command.Cancel(id, reason), new CompletableFuture<>()))
        .promise();
  }

  /** What is not about single jobs: queues, schedules, lists, and many jobs at once. */
  public EngineAdmin admin() {
    return admin;
  }

  /** Looks a job up. */
  public CompletableFuture<Optional<Job>> find(JobId id) {
    Objects.requireNonNull(id, "id");
    return ask(machine -> machine.find(id));
  }

  private <T> CompletableFuture<T> ask(Function<JobMachine, T> question) {
    return host.submit(new Request.Query<>(question, new CompletableFuture<>())).promise();
  }

  /**
   * The whole state at one moment; costs one reference a job and holds the queue up only for that
   * copy.
   */
  public CompletableFuture<MachineImage> image() {
    return ask(JobMachine::image);
  }

  /**
   * Completes when no job is pending, scheduled, blocked or in flight: at once if that is so now.
   */
  public CompletableFuture<Void> whenIdle() {
    return host.submit(new Request.WhenIdle(new CompletableFuture<>())).promise();
  }

  /**
   * Counts by state as of the last batch of commands. Never waits, and works after close and
   * failure too.
   */
  public QueueStats stats() {
    return host.stats();
  }

  /** What happened since this engine was opened; otherwise as {@link #stats}. */
  public EngineCounters counters() {
    return host.counters();
  }

  /** Why the engine stopped, if it did. */
  public Optional<Throwable> failure() {
    return host.failure();
  }

  /**
   * Starts workers in this process, on virtual threads and for all queues; otherwise as below.
   *
   * @param count at least 1
   * @throws IllegalArgumentException if {@code count} is less
   */
  public Workers startWorkers(int count, JobHandler handler) {
    return startWorkers(WorkersConfig.of(count), Handlers.ofAny(handler));
  }

  /**
   * Starts workers in this process. Each takes one job at a time, has its handler run under the
   * lease, and answers for it. They end with the engine at the latest.
   *
   * @throws UnsupportedOperationException if this engine is that of a {@link VirtualEngine}
   */
  public Workers startWorkers(WorkersConfig config, Handlers handlers) {
    if (!(host instanceof EngineRuntime runtime)) {
      throw new UnsupportedOperationException(
          "a virtual engine has no threads: give its handlers to VirtualEngine.work");
    }
    WorkerSlots slots =
        new WorkerSlots(
            runtime,
            config,
            handlers,
            (lease, deadline, cancelled) -> new JobContext(this, lease, deadline, cancelled));
    runtime.closeFirst(slots);
    slots.start();
    return new Workers(slots);
  }

  /**
   * Ends the engine: workers stop as {@link Workers#close()} says, commands already handed over are
   * answered, a last snapshot is written, and no thread is left. Idempotent; waits uninterruptibly.
   *
   * @throws EngineFailedException if the last sync or snapshot failed; nothing acknowledged is lost
   * @throws IllegalStateException if it is called by code attached to a future, or by a listener,
   *     on one of the threads that it would have to wait for; nothing is closed
   */
  @Override
  public void close() {
    host.close();
  }
}
