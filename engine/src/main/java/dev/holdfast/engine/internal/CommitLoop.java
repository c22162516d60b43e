package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Channel;
import dev.holdfast.concurrency.ChannelClosedException;
import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.EngineClosedException;
import dev.holdfast.engine.EngineCounters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The thread of the owner: takes whatever requests are there, has them served, and hands the
 * answers to the {@link ReplyGate}, which lets each out when all that it has seen is durable. It
 * never waits for the disk: the log syncs what was appended meanwhile.
 *
 * <p>A failed append ends the loop, since memory is ahead of the disk from then on.
 */
public final class CommitLoop implements Runnable {

  private static final int BATCH_REQUESTS_MAX = 256;

  private final StateOwner owner;
  private final Channel<Request> requests;
  private final ReplyGate gate;
  private final Snapshotter snapshotter;
  private final InstantSource clock;
  private final FailureLatch failure;
  private final List<Request> batch = new ArrayList<>(BATCH_REQUESTS_MAX);

  private volatile Published published;
  private volatile @Nullable Throwable stopped;

  /** What other threads may see at any time, without stopping the loop. */
  private record Published(QueueStats stats, EngineCounters counters) {}

  CommitLoop(
      StateOwner owner,
      Channel<Request> requests,
      ReplyGate gate,
      Snapshotter snapshotter,
      InstantSource clock,
      FailureLatch failure) {
    this.owner = owner;
    this.requests = requests;
    this.gate = gate;
    this.snapshotter = snapshotter;
    this.clock = clock;
    this.failure = failure;
    this.published = new Published(owner.machine().stats(), owner.counters());
  }

  /** Counts by state as of the last batch. */
  public QueueStats stats() {
    return published.stats();
  }

  /** What happened so far, as of the last batch. */
  public EngineCounters counters() {
    return published.counters();
  }

  /**
   * Serves no more requests: what waits, and what comes before the channel is closed, is refused.
   * Any thread.
   */
  void stop(Throwable why) {
    stopped = why;
  }

  @Override
  public void run() {
    try {
      while (takeRequests()) {
        serveBatch(clock.millis());
        batch.clear();
      }
      Throwable why = stopped;
      refuseAll(why == null ? new EngineClosedException() : why);
    } catch (Throwable e) {
      end(e);
    }
  }

  private void serveBatch(long now) {
    for (Request request : batch) {
      owner.serve(request, now);
    }
    owner.tick(now);
    publish();
    gate.take(owner.takeReplies());
    snapshotter.offer(owner.machine());
  }

  /** The callers are told in any case, even if those that are told first fail as well. */
  private void end(Throwable cause) {
    try {
      failure.fail(cause);
    } finally {
      refuseAll(failure.get().<Throwable>map(failed -> failed).orElse(cause));
    }
  }

  /** Closed by this thread too: whoever fails the engine may not have come to that yet. */
  private void refuseAll(Throwable why) {
    requests.close();
    requests.drainTo(batch, Integer.MAX_VALUE);
    batch.forEach(request -> owner.refuse(request, why));
    owner.refuseAll(why);
    gate.take(owner.takeReplies());
  }

  /**
   * Before the answers leave, so that a caller who was answered sees its own doing in the counts.
   */
  void publish() {
    published = new Published(owner.machine().stats(), owner.counters());
  }

  /**
   * Waits for requests, or until a timer is due; false when the engine was closed and all requests
   * are served.
   */
  private boolean takeRequests() throws InterruptedException {
    try {
      requests.receiveAll(batch, BATCH_REQUESTS_MAX, nextWakeUp());
      return stopped == null;
    } catch (ChannelClosedException closed) {
      return false;
    }
  }

  private Deadline nextWakeUp() {
    Deadline next = snapshotter.nextDue(owner.machine()).earlier(owner.nextGivingUp());
    long dueMillis = owner.nextDueMillis();
    return dueMillis == Long.MAX_VALUE
        ? next
        : next.earlier(Deadline.after(Duration.ofMillis(Math.max(0, dueMillis - clock.millis()))));
  }
}
