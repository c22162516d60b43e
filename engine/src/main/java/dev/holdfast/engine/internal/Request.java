package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Command;
import dev.holdfast.core.JobMachine;
import dev.holdfast.engine.EnqueueResult;
import dev.holdfast.engine.Heartbeat;
import dev.holdfast.engine.Lease;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What a caller asks of the owner of the state, and where the answer goes. */
public sealed interface Request {

  /** The caller's future. */
  CompletableFuture<?> promise();

  /** Adds jobs, all or none. */
  record Enqueue(Command.Enqueue command, CompletableFuture<EnqueueResult> promise)
      implements Request {}

  /** Hands out jobs; waits for the first, but not past {@code waitUntil}. */
  record Reserve(
      Command.Reserve command,
      Taker taker,
      int jobsMax,
      Deadline waitUntil,
      CompletableFuture<List<Lease>> promise)
      implements Request {

    /** Of a caller of the engine. */
    public Reserve(
        Command.Reserve command,
        int jobsMax,
        Deadline waitUntil,
        CompletableFuture<List<Lease>> promise) {
      this(command, Taker.CALLER, jobsMax, waitUntil, promise);
    }
  }

  /** Ends a lease, well or badly. */
  record Settle(Command command, Lease lease, CompletableFuture<Void> promise) implements Request {}

  /** Ends many leases well; answers with those that were over. */
  record AckAll(List<Lease> leases, CompletableFuture<List<Lease>> promise) implements Request {}

  /** Holds a lease for longer. */
  record Extend(Command.Extend command, Lease lease, CompletableFuture<Heartbeat> promise)
      implements Request {}

  /** Changes a job, a queue or a schedule. */
  record Change(Command command, CompletableFuture<Void> promise) implements Request {}

  /** Changes many things, each for itself; answers how many were really changed. */
  record ChangeAll(List<? extends Command> commands, CompletableFuture<Integer> promise)
      implements Request {}

  /** Looks at the state. */
  record Query<T>(Function<JobMachine, T> question, CompletableFuture<T> promise)
      implements Request {}

  /** Answers a reservation that still waits with no jobs. */
  record StopWaiting(Reserve reserve, CompletableFuture<Void> promise) implements Request {}

  /** Waits until no job is left to do. */
  record WhenIdle(CompletableFuture<Void> promise) implements Request {}
}
