package dev.holdfast.bench.engine;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.core.Payload;
import dev.holdfast.core.Retention;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.Lease;
import dev.holdfast.engine.Reservation;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalConfig.Format;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** Ours, in this process. */
final class HoldfastQueue implements JobQueue {
  private static final Reservation ONE = Reservation.by("bench").waiting(Duration.ofSeconds(10));

  private final Engine engine;
  private final Payload payload;
  private final AtomicLong ids = new AtomicLong();

  HoldfastQueue(Path folder, Format format, int payloadBytes) {
    EngineConfig config =
        EngineConfig.defaults()
            .withWal(WalConfig.named("wal.log").withFormat(format))
            .withLimits(
                Limits.defaults()
                    .withLeaseMillis(60_000)
                    .withRetention(Retention.finished(10_000, Long.MAX_VALUE)));
    this.engine = Engine.open(folder, config, EngineListener.NONE);
    this.payload = Payload.ofJson("\"" + "x".repeat(payloadBytes - 2) + "\"");
  }

  /** A cycle without a thread that waits; the future completes with its end. */
  CompletableFuture<Void> cycleAsync() {
    return engine
        .enqueue(job())
        .thenCompose(_ -> engine.reserve(ONE))
        .thenCompose(leases -> engine.ack(leases.getFirst()));
  }

  private JobSpec job() {
    return JobSpec.of(new JobId("job-" + ids.incrementAndGet()), payload);
  }

  @Override
  public Caller caller() {
    return this::cycle;
  }

  private void cycle() throws InterruptedException, ExecutionException {
    var _ = engine.enqueue(job()).get();
    List<Lease> leases = engine.reserve(ONE).get();
    var _ = engine.ack(leases.getFirst()).get();
  }

  @Override
  public void end() {
    engine.close();
  }
}
