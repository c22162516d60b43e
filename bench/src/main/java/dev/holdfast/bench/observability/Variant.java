package dev.holdfast.bench.observability;

import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.JobContext;
import dev.holdfast.observability.binding.JobProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A queue at work with some telemetry around it. */
final class Variant implements AutoCloseable {
  private static final int WORKERS = 8;

  private final String name;
  private final Instruments instruments;
  private final Engine engine;
  private final JobProducer producer;

  /** Who waits for a job, by its id. */
  private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

  private Variant(String name, Path folder, Instruments instruments) {
    this.name = name;
    this.instruments = instruments;
    EngineConfig config = EngineConfig.defaults().withSnapshotInterval(Duration.ofHours(1));
    this.engine = Engine.open(folder, config, instruments.listener());
    this.producer = instruments.producer(engine::enqueue);
  }

  /**
   * Opens a queue.
   *
   * @param name what is to be around it, as {@link Instruments#of} knows it
   * @param collector where traces go
   */
  static Variant open(String name, Path folder, String collector) {
    Variant variant = new Variant(name, folder, Instruments.of(name, collector));
    var _ = variant.engine.startWorkers(WORKERS, variant.instruments.handler(variant::done));
    return variant;
  }

  private void done(JobContext job) {
    CompletableFuture<Void> waits = waiting.remove(job.id().value());
    if (waits != null) {
      waits.complete(null);
    }
  }

  String name() {
    return name;
  }

  JobProducer producer() {
    return producer;
  }

  /** Completes when the job has run. */
  CompletableFuture<Void> awaits(String id) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    waiting.put(id, future);
    return future;
  }

  /** Sends the spans that wait to be sent. */
  void flush() {
    instruments.flush();
  }

  @Override
  public void close() {
    engine.close();
    instruments.close();
  }
}
