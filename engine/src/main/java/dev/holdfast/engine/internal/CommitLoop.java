package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Channel;
import dev.holdfast.concurrency.ChannelClosedException;
import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Command;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Event;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.EngineClosedException;
import dev.holdfast.engine.EngineCounters;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.EnqueueResult;
import dev.holdfast.engine.Lease;
import dev.holdfast.engine.RejectedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The single owner of all state. One thread takes whatever requests are there, and for each:
 * decide, append, apply. It never waits for the disk: the log syncs what was appended meanwhile,
 * and {@link ReplyGate} lets an answer out when all that it has seen is durable.
 *
 * <p>A failed append ends the loop, since memory is ahead of the disk from then on.
 */
public final class CommitLoop implements Runnable {

  private static final int BATCH_REQUESTS_MAX = 1024;
  private static final int EXPIRIES_PER_DECISION = 1000;

  private final JobLog log;
  private final JobMachine machine;
  private final Channel<Request> requests;
  private final ReplyGate gate;
  private final Snapshotter snapshotter;
  private final InstantSource clock;
  private final EngineListener listener;
  private final FailureLatch failure;

  private final Counters counters = new Counters();
  private final ArrayDeque<Request.Reserve> waiting = new ArrayDeque<>();
  private final List<CompletableFuture<Void>> idleWaiters = new ArrayList<>();
  private final List<Request> batch = new ArrayList<>(BATCH_REQUESTS_MAX);
  private final List<Reply<?>> replies = new ArrayList<>();

  private volatile Published published;
  private volatile @Nullable Throwable stopped;

  /** What other threads may see at any time, without stopping the loop. */
  private record Published(QueueStats stats, EngineCounters counters) {}

  CommitLoop(
      JobLog log,
      Channel<Request> requests,
      ReplyGate gate,
      Snapshotter snapshotter,
      InstantSource clock,
      EngineListener listener,
      FailureLatch failure) {
    this.log = log;
    this.machine = log.machine();
    this.requests = requests;
    this.gate = gate;
    this.snapshotter = snapshotter;
    this.clock = clock;
    this.listener = listener;
    this.failure = failure;
    this.published = new Published(machine.stats(), counters.snapshot());
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
      refuseAll(failure.fail(e));
    }
  }

  private void serveBatch(long now) {
    for (Request request : batch) {
      serve(request, now);
    }
    expireLeases(now);
    serveWaiting(now);
    answerIdleWaiters();
    publish();
    gate.take(replies);
    replies.clear();
    snapshotter.offer(machine);
  }

  private void refuseAll(Throwable why) {
    requests.drainTo(batch, Integer.MAX_VALUE);
    batch.forEach(request -> refuse(0, request.promise(), why));
    waiting.forEach(request -> refuse(0, request.promise(), why));
    idleWaiters.forEach(promise -> refuse(0, promise, why));
    gate.take(replies);
  }

  private <T> void answer(long seenSeq, CompletableFuture<T> promise, @Nullable T value) {
    replies.add(Reply.answer(seenSeq, promise, value));
  }

  private void refuse(long seenSeq, CompletableFuture<?> promise, Throwable why) {
    replies.add(Reply.refusal(seenSeq, promise, why));
  }

  /**
   * Before the answers leave, so that a caller who was answered sees its own doing in the counts.
   */
  private void publish() {
    published = new Published(machine.stats(), counters.snapshot());
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
    long now = clock.millis();
    long wakeMillis = machine.nextExpireMillis().orElse(Long.MAX_VALUE);
    Deadline next = snapshotter.nextDue(machine);
    if (!waiting.isEmpty()) {
      wakeMillis = Math.min(wakeMillis, machine.nextRunAtMillis().orElse(Long.MAX_VALUE));
      for (Request.Reserve request : waiting) {
        next = next.earlier(request.waitUntil());
      }
    }
    return wakeMillis == Long.MAX_VALUE
        ? next
        : next.earlier(Deadline.after(Duration.ofMillis(Math.max(0, wakeMillis - now))));
  }

  private void serve(Request request, long now) {
    switch (request) {
      case Request.Enqueue r -> enqueue(r, now);
      case Request.Reserve r -> {
        if (!waiting.isEmpty() || !reserve(r, now)) {
          waiting.addLast(r);
        }
      }
      case Request.Settle r -> settle(r, now);
      case Request.Find r -> answer(lastSeq(), r.promise(), machine.find(r.id()));
      case Request.Image r -> answer(lastSeq(), r.promise(), machine.image());
      case Request.WhenIdle r -> idleWaiters.add(r.promise());
      case Request.StopWaiting r -> stopWaiting(r);
    }
  }

  private void enqueue(Request.Enqueue request, long now) {
    switch (machine.decide(request.command(), now)) {
      case Decision.Rejected refusal -> reject(request, refusal);
      case Decision.Accepted accepted -> {
        commit(accepted.events());
        int added = 0;
        for (Event event : accepted.events()) {
          added += event instanceof Event.Enqueue ? 1 : 0;
        }
        int existing = request.command().jobs().size() - added;
        answer(lastSeq(), request.promise(), new EnqueueResult(added, existing));
      }
    }
  }

  private void settle(Request.Settle request, long now) {
    switch (machine.decide(request.command(), now)) {
      case Decision.Accepted accepted -> {
        commit(accepted.events());
        answer(lastSeq(), request.promise(), null);
      }
      case Decision.Rejected refusal -> {
        if (refusal.reason() == Decision.Reason.LATE) {
          counters.countLateAnswer();
          listener.lateAnswer(request.id(), request.attempt(), refusal.message());
        }
        reject(request, refusal);
      }
    }
  }

  private void reject(Request request, Decision.Rejected refusal) {
    if (refusal.reason() != Decision.Reason.LATE) {
      counters.countRejected();
    }
    refuse(lastSeq(), request.promise(), new RejectedException(refusal));
  }

  /**
   * Hands out jobs, or false if none is eligible. The dispatch itself need not be durable first:
   * losing it costs one more attempt. What made the jobs eligible must be, or a job that nobody has
   * enqueued could run.
   */
  private boolean reserve(Request.Reserve request, long now) {
    Decision decision = machine.decide(request.command(), now);
    if (decision instanceof Decision.Rejected refusal) {
      reject(request, refusal);
      return true;
    }
    List<Event> events = ((Decision.Accepted) decision).events();
    if (events.isEmpty()) {
      return false;
    }
    long seenSeq = 0;
    List<Lease> leases = new ArrayList<>(events.size());
    for (Event event : events) {
      seenSeq = Math.max(seenSeq, job(event.id()).changedSeq());
      commit(event);
      leases.add(new Lease(job(event.id())));
    }
    answer(seenSeq, request.promise(), leases);
    return true;
  }

  private void serveWaiting(long now) {
    while (!waiting.isEmpty() && machine.hasEligible(now)) {
      // It stays in the list until it is served: if the log fails meanwhile, it is refused with the
      // others.
      if (!waiting.getFirst().promise().isDone() && !reserve(waiting.getFirst(), now)) {
        return;
      }
      waiting.removeFirst();
    }
    Iterator<Request.Reserve> each = waiting.iterator();
    while (each.hasNext()) {
      Request.Reserve request = each.next();
      if (request.promise().isDone()) {
        each.remove();
      } else if (request.waitUntil().isExpired()) {
        each.remove();
        answer(0, request.promise(), List.of());
      }
    }
  }

  /**
   * Comes through the same channel as the reservation, so that one or the other wins and no lease
   * gets lost.
   */
  private void stopWaiting(Request.StopWaiting request) {
    if (waiting.remove(request.reserve())) {
      answer(0, request.reserve().promise(), List.of());
    }
    answer(0, request.promise(), null);
  }

  private void expireLeases(long now) {
    while (machine.nextExpireMillis().orElse(Long.MAX_VALUE) <= now) {
      commit(accepted(new Command.Expire(EXPIRIES_PER_DECISION), now));
    }
  }

  /**
   * Takes back the leases of a process that is gone; before the loop runs, on the thread that opens
   * the engine.
   */
  int interruptLeases() {
    long now = clock.millis();
    int interrupted = 0;
    List<Event> events = accepted(new Command.Interrupt(EXPIRIES_PER_DECISION), now);
    while (!events.isEmpty()) {
      for (Event event : events) {
        counters.countInterrupted();
        commit(event);
      }
      interrupted += events.size();
      events = accepted(new Command.Interrupt(EXPIRIES_PER_DECISION), now);
    }
    publish();
    return interrupted;
  }

  private List<Event> accepted(Command command, long now) {
    return switch (machine.decide(command, now)) {
      case Decision.Accepted accepted -> accepted.events();
      case Decision.Rejected refusal ->
          throw new IllegalStateException(
              "the queue refused its own " + command + ": " + refusal.message());
    };
  }

  private void answerIdleWaiters() {
    if (!idleWaiters.isEmpty() && machine.stats().unfinished() == 0) {
      idleWaiters.forEach(promise -> answer(lastSeq(), promise, null));
      idleWaiters.clear();
    }
  }

  private void commit(List<Event> events) {
    for (Event event : events) {
      commit(event);
    }
  }

  private void commit(Event event) {
    long dispatchedAtMillis = event instanceof Event.Ack ? job(event.id()).changedAtMillis() : 0;
    log.commit(event);
    counters.count(event);
    Job job = job(event.id());
    switch (event) {
      case Event.Enqueue e -> listener.enqueued(job);
      case Event.Dispatch e -> listener.dispatched(job);
      case Event.Ack e ->
          listener.completed(job, Duration.ofMillis(e.atMillis() - dispatchedAtMillis));
      case Event.Fail e -> listener.failed(job, e.error());
      case Event.Timeout e -> listener.timedOut(job);
      case Event.Retry e -> listener.retried(job);
      case Event.Dead e -> listener.dead(job);
    }
  }

  private Job job(JobId id) {
    return machine.find(id).orElseThrow(() -> new IllegalStateException("no job " + id));
  }

  private long lastSeq() {
    return machine.lastSeq();
  }
}
