package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Command;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.MachineImage;
import dev.holdfast.engine.EnqueueResult;
import dev.holdfast.engine.Lease;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a caller asks of the commit loop, and where the answer goes. */
public sealed interface Request {

  /** The caller's future. */
  CompletableFuture<?> promise();

  /** Adds jobs, all or none. */
  record Enqueue(Command.Enqueue command, CompletableFuture<EnqueueResult> promise)
      implements Request {}

  /** Hands out jobs; waits for the first, but not past {@code waitUntil}. */
  record Reserve(
      Command.Reserve command, Deadline waitUntil, CompletableFuture<List<Lease>> promise)
      implements Request {}

  /** Ends a lease, well or badly. */
  record Settle(Command command, JobId id, int attempt, CompletableFuture<Void> promise)
      implements Request {}

  /** Looks a job up. */
  record Find(JobId id, CompletableFuture<Optional<Job>> promise) implements Request {}

  /** Copies the whole state. */
  record Image(CompletableFuture<MachineImage> promise) implements Request {}

  /** Answers a reservation that still waits with no jobs. */
  record StopWaiting(Reserve reserve, CompletableFuture<Void> promise) implements Request {}

  /** Waits until no job is left to do. */
  record WhenIdle(CompletableFuture<Void> promise) implements Request {}
}
