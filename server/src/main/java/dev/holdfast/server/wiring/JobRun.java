package dev.holdfast.server.wiring;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobState;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.RecoveryReport;
import dev.holdfast.engine.Workers;
import dev.holdfast.observability.jfr.JfrEngineListener;
import dev.holdfast.observability.log.EngineLog;
import dev.holdfast.server.config.ServerConfig;
import dev.holdfast.server.handlers.BuiltInHandlers;
import dev.holdfast.server.handlers.FilesUnderRoot;
import dev.holdfast.server.jobs.JobCursor;
import dev.holdfast.server.jobs.JobPlan;
import dev.holdfast.server.wiring.RunResult.DeadJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Runs job files: checks them, opens the queue, brings the jobs in, and waits until each of them is
 * completed or dead. Whatever else the queue holds runs along, but is not waited for.
 */
public final class JobRun {
  private static final Duration DRAIN_MAX = Duration.ofSeconds(2);
  private static final int DEAD_SHOWN_MAX = 20;

  private final ServerConfig config;
  private final DataDirectories directories;
  private final List<Path> files;
  private final RunDisplay display;
  private final CompletableFuture<Void> stop;

  /**
   * A run that has not begun.
   *
   * @param stop completes when the run is to end before its jobs have
   */
  public JobRun(
      ServerConfig config, List<Path> files, RunDisplay display, CompletableFuture<Void> stop) {
    this.config = config;
    this.directories = new DataDirectories(config);
    this.files = files;
    this.display = display;
    this.stop = stop;
  }

  /**
   * Runs the files, on this thread and the queue's own.
   *
   * @throws dev.holdfast.server.jobs.JobFileException if a file cannot be used; nothing was
   *     enqueued
   * @throws PortInUseException if the port asked for is taken; nothing was enqueued
   * @throws RuntimeException of the engine, if the disk or what is on it is at fault
   * @throws IOException if the directory for the jobs' files cannot be used
   */
  public RunResult execute() throws IOException {
    try (JobPlan plan = JobPlan.read(files, directories.limits());
        Telemetry telemetry = Telemetry.start(config.telemetry(), System.getenv(), display::warn);
        @Nullable MetricsPort metrics =
            MetricsPort.claim(config, telemetry.export().isPresent(), display)) {
      RunTracker tracker = new RunTracker(plan.ids(), display::warn);
      List<EngineListener> first = listeners(tracker);
      Listeners listeners =
          metrics == null ? Listeners.of(first) : Listeners.awaitingOneMore(first);
      try (Engine engine = directories.openEngine(telemetry.listener(listeners))) {
        tellRecovery(engine.recovery());
        if (metrics == null) {
          telemetry.timings().nobodyComes();
        } else {
          metrics.serve(engine, directories, listeners, telemetry, display);
        }
        JobPlan.Known before = plan.compareWith(Futures.await(engine.image()).jobs());
        tracker.start(before);
        return work(engine, plan, tracker, before, telemetry, metrics);
      }
    }
  }

  private List<EngineListener> listeners(RunTracker tracker) {
    if (!config.telemetry().jsonLogs()) {
      return List.of(tracker, new JfrEngineListener()); // and the display says what matters
    }
    Logging.inJson();
    return List.of(tracker, new EngineLog(), new JfrEngineListener());
  }

  private RunResult work(
      Engine engine,
      JobPlan plan,
      RunTracker tracker,
      JobPlan.Known before,
      Telemetry telemetry,
      @Nullable MetricsPort metrics)
      throws IOException {
    FilesUnderRoot root = FilesUnderRoot.open(config.filesDirectory(), directories.reserved());
    long start = System.nanoTime();
    try (BuiltInHandlers builtIn = new BuiltInHandlers(root, config.allowNetwork());
        ProgressThread _ = ProgressThread.start(tracker, display)) {
      TimedHandler handler = new TimedHandler(builtIn);
      Workers workers = engine.startWorkers(config.workerCount(), telemetry.handler(handler));
      if (metrics != null) {
        metrics.show(workers);
      }
      enqueue(engine, plan, telemetry);
      Futures.await(CompletableFuture.anyOf(tracker.ended(), stop));
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      boolean stopped = !tracker.ended().isDone();
      boolean _ = workers.close(stopped ? DRAIN_MAX : Duration.ZERO);
      return result(engine, tracker, before, elapsed, handler.times());
    }
  }

  private void enqueue(Engine engine, JobPlan plan, Telemetry telemetry) {
    JobCursor cursor = plan.open();
    try (@Nullable RunSpan _ = telemetry.beginRun(System.getenv())) {
      new Enqueuer(telemetry.producer(engine::enqueue)).enqueue(cursor, stop::isDone);
    }
    plan.close();
  }

  private void tellRecovery(RecoveryReport recovery) {
    for (String name : recovery.damagedSnapshots()) {
      display.warn("snapshot " + name + " is damaged; it was set aside");
    }
    if (!recovery.fresh()) {
      display.recovered(recovery);
    }
  }

  /** Counts in the queue itself, not in what was seen passing by. */
  private RunResult result(
      Engine engine, RunTracker tracker, JobPlan.Known before, Duration elapsed, Histogram times) {
    long completed = 0;
    long dead = 0;
    List<DeadJob> deadShown = new ArrayList<>();
    for (Job job : Futures.await(engine.image()).jobs()) {
      if (job.state().isTerminal() && tracker.follows(job.id())) {
        completed += job.state() == JobState.COMPLETED ? 1 : 0;
        dead += job.state().isLost() ? 1 : 0;
        if (job.state().isLost() && deadShown.size() < DEAD_SHOWN_MAX) {
          deadShown.add(new DeadJob(job.id().value(), job.reason()));
        }
      }
    }
    long jobs = tracker.progress().jobs();
    return new RunResult(
        jobs,
        completed,
        before.completed(),
        tracker.progress().retried(),
        dead,
        deadShown,
        elapsed,
        percentile(times, 50),
        percentile(times, 95),
        percentile(times, 99),
        engine.recovery(),
        completed + dead < jobs);
  }

  private static Duration percentile(Histogram times, double percent) {
    return Duration.ofNanos(times.getTotalCount() == 0 ? 0 : times.getValueAtPercentile(percent));
  }
}
