package dev.holdfast.server.wiring;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.server.jobs.JobIds;
import dev.holdfast.server.jobs.JobPlan;
import dev.holdfast.server.wiring.RunDisplay.Progress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Follows the jobs of the files, and only those, through the queue: {@link #ended} when the last of
 * them is completed, dead or cancelled. Events count from {@link #start} on. Thread safe.
 */
final class RunTracker implements EngineListener {
  private final JobIds ids;
  private final Consumer<String> warnings;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicLong enqueued = new AtomicLong();
  private final AtomicLong completed = new AtomicLong();
  private final AtomicLong dead = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private volatile boolean started;

  RunTracker(JobIds ids, Consumer<String> warnings) {
    this.ids = ids;
    this.warnings = warnings;
  }

  /** Begins to follow, from what the queue knew of these jobs before. */
  void start(JobPlan.Known before) {
    enqueued.set(before.total());
    completed.set(before.completed());
    dead.set(before.dead());
    started = true;
    endIfAllHave();
  }

  /** Fails if the engine does. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  Progress progress() {
    return new Progress(ids.count(), enqueued.get(), completed.get(), dead.get(), retried.get());
  }

  boolean follows(JobId id) {
    return ids.contains(id);
  }

  @Override
  public void lateAnswer(JobId id, int attempt, String why) {
    warnings.accept(
        "the answer of attempt %d of job %s came late and is ignored: %s"
            .formatted(attempt, id, why));
  }

  @Override
  public void handlerStuck(JobId id, int attempt) {
    warnings.accept(
        "attempt %d of job %s is over its time and goes on although it was interrupted"
            .formatted(attempt, id));
  }

  @Override
  public void enqueued(Job job) {
    count(enqueued, job);
  }

  @Override
  public void completed(Job before, Job job, Duration sinceDispatch) {
    count(completed, job);
    endIfAllHave();
  }

  @Override
  public void retried(Job job) {
    count(retried, job);
  }

  @Override
  public void dead(Job job) {
    count(dead, job);
    endIfAllHave();
  }

  @Override
  public void cancelled(Job job) {
    count(dead, job);
    endIfAllHave();
  }

  @Override
  public void engineFailed(Throwable cause) {
    ended.completeExceptionally(cause);
  }

  private void count(AtomicLong counter, Job job) {
    if (started && follows(job.id())) {
      counter.incrementAndGet();
    }
  }

  private void endIfAllHave() {
    if (started && completed.get() + dead.get() == ids.count()) {
      ended.complete(null);
    }
  }
}
