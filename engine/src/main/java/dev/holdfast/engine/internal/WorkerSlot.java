package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Command;
import dev.holdfast.core.Job;
import dev.holdfast.engine.EngineBusyException;
import dev.holdfast.engine.Failure;
import dev.holdfast.engine.JobContext;
import dev.holdfast.engine.JobHandler;
import dev.holdfast.engine.Lease;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A thread that takes a job, runs its handler, answers, and takes the next. It ends when the
 * workers close or the engine does, and for no other reason: whatever a handler does, the slot goes
 * on when the handler ends.
 */
final class WorkerSlot implements Taker {
  private final WorkerSlots group;
  private final EngineRuntime engine;
  private final Command.Reserve command;
  private final Thread thread;

  /** Written by the slot. */
  private volatile Request.@Nullable Reserve reserve;

  /** Written by the owner of the state when it hands a job out, by the slot when it is done. */
  private volatile @Nullable Attempt attempt;

  WorkerSlot(WorkerSlots group, Command.Reserve command, Thread.Builder threads) {
    this.group = group;
    this.engine = group.engine();
    this.command = command;
    this.thread = threads.unstarted(this::run);
  }

  Thread thread() {
    return thread;
  }

  boolean isActive() {
    return attempt != null;
  }

  // ---- for the owner of the state

  @Override
  public Object line(Command.Reserve reservation) {
    return group;
  }

  @Override
  public Optional<Command.Reserve> wish(Command.Reserve any) {
    return group
        .room()
        .wanted()
        .map(types ->
            types.isEmpty()
                ? any
                : new Command.Reserve(any.worker(), any.queues(), types, any.leaseMillis()));
  }

  @Override
  public void taken(Job job) {
    group.room().take(job.type());
    Attempt taken = new Attempt(new Lease(job), engine.clock(), group.watch());
    attempt = taken;
    engine.attempts().add(taken);
  }

  // ---- for whoever closes the workers

  void stopWaiting() {
    Request.Reserve waiting = reserve;
    if (waiting != null) {
      engine.submit(new Request.StopWaiting(waiting, new CompletableFuture<>()));
    }
  }

  void interruptToClose() {
    Attempt running = attempt;
    if (running != null) {
      running.interrupt(Attempt.Ending.CLOSING);
    }
  }

  void reportIfStuck() {
    Attempt running = attempt;
    if (running != null) {
      group.watch().report(running);
    }
  }

  // ---- the thread

  private void run() {
    try {
      while (!group.isClosing()) {
        if (takeJob()) {
          Attempt taken = attempt;
          if (taken != null) {
            make(taken);
          }
        }
      }
    } catch (EngineEnd end) {
      // No more jobs will come; one that was on its way when the engine failed is taken back.
      attempt = null;
    }
  }

  /** The engine was closed, or has failed. */
  private static final class EngineEnd extends Exception {
    private static final long serialVersionUID = 1L;

    EngineEnd(Throwable cause) {
      super(cause);
    }
  }

  /** Waits for a job; false if there is none, because the workers close or the engine is busy. */
  private boolean takeJob() throws EngineEnd {
    var request = new Request.Reserve(command, this, 1, Deadline.NEVER, new CompletableFuture<>());
    reserve = request;
    forgetStrayInterrupt();
    engine.submit(request);
    if (group.isClosing()) {
      // Whoever closes may have looked before this was on its way.
      stopWaiting();
    }
    try {
      List<Lease> leases = request.promise().join();
      return !leases.isEmpty();
    } catch (CompletionException | CancellationException e) {
      if (e.getCause() instanceof EngineBusyException) {
        return false;
      }
      throw new EngineEnd(e);
    }
  }

  private void make(Attempt taken) {
    JobContext context = group.context(taken);
    Throwable failure = null;
    forgetStrayInterrupt();
    boolean begun = !group.isClosing() && taken.begin();
    if (begun) {
      try {
        handle(context, taken);
      } catch (Throwable e) {
        failure = e;
      }
    }
    engine.attempts().remove(taken);
    Attempt.Ending ending = taken.end();
    group.room().give(taken.lease().type());
    attempt = null;
    answer(taken, begun, ending, failure, context);
  }

  private void handle(JobContext context, Attempt taken) throws Exception {
    JobHandler handler = group.handlers().of(context.type());
    Deadline.asCurrent(taken::deadline)
        .call(() -> {
          handler.handle(context);
          return Optional.empty();
        });
  }

  /**
   * Says what became of the attempt. What a handler has done counts even if it was to end; where it
   * was cut short, a close costs the job nothing, and of a lease that is over there is nothing to
   * say.
   */
  private void answer(
      Attempt taken,
      boolean begun,
      Attempt.Ending ending,
      @Nullable Throwable failure,
      JobContext context) {
    Lease lease = taken.lease();
    if (begun && failure == null) {
      settle(new Command.Ack(lease.id(), lease.attempt(), context.result()), lease);
    } else if (ending == Attempt.Ending.LOST) {
      return;
    } else if (failure == null || ending == Attempt.Ending.CLOSING) {
      settle(new Command.Release(lease.id(), lease.attempt(), 0), lease);
    } else {
      Failure said = Failure.of(failure);
      settle(
          new Command.Fail(
              lease.id(), lease.attempt(), said.message(), said.type(), said.then(), 0),
          lease);
    }
  }

  /** Nobody waits for the answer, but an engine that is too busy to take it is asked again. */
  private void settle(Command answer, Lease lease) {
    CompletableFuture<Void> promise;
    do {
      forgetStrayInterrupt();
      promise =
          engine.submit(new Request.Settle(answer, lease, new CompletableFuture<>())).promise();
    } while (promise.isCompletedExceptionally()
        && promise.exceptionNow() instanceof EngineBusyException);
  }

  /**
   * One that comes between two attempts is meant for neither. It may be that a handler has left
   * something behind that interrupts its thread too late; left pending, it would meet the next
   * handler, or have a busy engine refuse whatever this slot sends.
   */
  private static void forgetStrayInterrupt() {
    boolean _ = Thread.interrupted();
  }
}
