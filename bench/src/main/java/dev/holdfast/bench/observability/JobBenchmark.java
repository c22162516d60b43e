package dev.holdfast.bench.observability;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.EnqueueResult;
import dev.holdfast.engine.JobContext;
import dev.holdfast.engine.JobHandler;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.engine.Workers;
import dev.holdfast.observability.binding.JobProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All that telemetry does for one job, without a queue: the producer, the handler, and what the
 * engine's listener hears in between. Traces are kept of one job in a hundred, as in {@link
 * DurableCost}; this is its cost without the disk's noise, and without what the queue itself does
 * for it: to look up the jobs that it tells of, to write the trace context into the log.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms512m", "-Xmx512m"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class JobBenchmark {
  private static final Duration WAITED = Duration.ofMillis(1);
  private static final CompletableFuture<EnqueueResult> DONE =
      CompletableFuture.completedFuture(new EnqueueResult(List.of()));

  /** Who hears of the job. */
  @Param({"off", "metrics", "tracing", "both"})
  public String variant = "off";

  private Instruments instruments;
  private EngineListener listener;
  private JobProducer producer;
  private JobHandler handler;
  private JobContext attempt;
  private List<JobSpec> jobs;

  /** Runs one job through a real queue, for a real attempt of it. */
  @Setup
  public void open() throws IOException {
    instruments = Instruments.of(variant, "http://127.0.0.1:9");
    listener = instruments.listener();
    producer = instruments.producer(_ -> DONE);
    handler = instruments.handler(_ -> {});
    jobs = List.of(JobSpec.of(new JobId("job-1"), JsonPayload.parse("{\"n\":1}")));
    Path folder = Files.createTempDirectory("job-benchmark-");
    CompletableFuture<JobContext> context = new CompletableFuture<>();
    try (Engine engine = Engine.open(folder, EngineConfig.defaults(), EngineListener.NONE);
        Workers _ = engine.startWorkers(1, context::complete)) {
      instruments.producer(engine::enqueue).enqueue(jobs).join();
      attempt = context.join();
    }
    try (var paths = Files.walk(folder)) {
      for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** Ends what was begun; the spans that wait to be sent find nobody. */
  @TearDown
  public void close() {
    instruments.close();
  }

  /** One job, from its enqueueing to its answer. */
  @Benchmark
  public CompletableFuture<EnqueueResult> job() throws Exception {
    CompletableFuture<EnqueueResult> enqueued = producer.enqueue(jobs);
    if (!listener.equals(EngineListener.NONE)) {
      listener.enqueued(attempt.job());
      listener.dispatched(attempt.job(), WAITED);
    }
    handler.handle(attempt);
    if (!listener.equals(EngineListener.NONE)) {
      listener.completed(attempt.job(), attempt.job(), WAITED);
    }
    return enqueued;
  }
}
