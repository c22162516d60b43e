package dev.holdfast.engine;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Headers;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.Payload;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a handler knows of the attempt that it makes, and what it may say of it. May be used by any
 * thread until the handler returns.
 */
public final class JobContext {
  private final Engine engine;
  private final Lease lease;
  private final Supplier<Deadline> deadline;
  private final BooleanSupplier cancelled;
  private volatile Payload result = Payload.EMPTY;

  JobContext(Engine engine, Lease lease, Supplier<Deadline> deadline, BooleanSupplier cancelled) {
    this.engine = engine;
    this.lease = lease;
    this.deadline = deadline;
    this.cancelled = cancelled;
  }

  /** The job as it was handed out. */
  public Job job() {
    return lease.job();
  }

  /** The job's id. */
  public JobId id() {
    return lease.id();
  }

  /** What kind of job it is, or "". */
  public String type() {
    return lease.type();
  }

  /** The queue that it came from. */
  public String queue() {
    return lease.job().queue();
  }

  /** What to do. */
  public Payload payload() {
    return lease.payload();
  }

  /** What travels with the job, such as the trace context of whoever enqueued it. */
  public Headers headers() {
    return lease.headers();
  }

  /** Which dispatch of this job it is, from 1 on; with the id it is the fencing token. */
  public int attempt() {
    return lease.attempt();
  }

  /**
   * When the lease ends and the thread is interrupted, as far as is known now: a heartbeat moves
   * it. On the handler's thread {@link Deadline#current()} says the same.
   */
  public Deadline deadline() {
    return deadline.get();
  }

  /**
   * Whether a client has called the job off; the handler's thread was interrupted then. However
   * this attempt ends, it is the last: the job is cancelled, unless the handler returns normally,
   * which completes it all the same.
   */
  public boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  /**
   * Holds the job for longer without a word; otherwise as {@link #heartbeat(Duration, Payload)}.
   *
   * @param time the lease ends so long from now; zero is as long as the job and its queue say
   */
  public Heartbeat extend(Duration time) throws InterruptedException {
    return heartbeat(time, Payload.EMPTY);
  }

  /**
   * Holds the job for as long as it and its queue say; otherwise as {@link #heartbeat(Duration,
   * Payload)}.
   */
  public Heartbeat heartbeat(Payload progress) throws InterruptedException {
    return heartbeat(Duration.ZERO, progress);
  }

  /**
   * Holds the job for longer, tells how far it is, and learns how one stands with it. Waits until
   * that is on the disk; as often as one likes.
   *
   * @param time the lease ends so long from now; zero is as long as the job and its queue say
   * @param progress what there is to say, shown with the job; {@link Payload#EMPTY} for nothing new
   * @throws InterruptedException if the thread is interrupted: the lease may be longer or not
   * @throws IllegalArgumentException if the time is negative, or the progress is said to be JSON
   *     and is not one value
   * @throws RejectedException if the progress is too large
   * @throws EngineFailedException if the engine has stopped
   */
  public Heartbeat heartbeat(Duration time, Payload progress) throws InterruptedException {
    try {
      return engine.heartbeat(lease, time, progress).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  /**
   * Sets what the job gives; it is kept with the job when the handler returns normally. Set again,
   * it replaces what was set before.
   *
   * @throws IllegalArgumentException if it is larger than the limits of the queue allow, or said to
   *     be JSON and not one value; what was set before stays
   */
  public void result(Payload value) {
    Payload canonical = JsonPayload.canonical(value);
    int bytesMax = engine.limits().resultBytesMax();
    if (canonical.size() > bytesMax) {
      throw new IllegalArgumentException(
          "a result has at most %d bytes, that of job %s has %d"
              .formatted(bytesMax, id(), canonical.size()));
    }
    result = canonical;
  }

  /** What was set so far, or {@link Payload#EMPTY}. */
  public Payload result() {
    return result;
  }
}
