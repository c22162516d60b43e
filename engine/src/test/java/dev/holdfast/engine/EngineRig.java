package dev.holdfast.engine;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.WalConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The words of the engine's tests: a simulated disk, a clock that is set by hand, and short calls.
 */
final class EngineRig {
  static final Duration NO_WAIT = Duration.ZERO;
  private static final long PATIENCE_SECONDS = 30;

  final AtomicLong nowMillis = new AtomicLong(Instant.parse("2024-01-01T10:00:00Z").toEpochMilli());
  final InstantSource clock = () -> Instant.ofEpochMilli(nowMillis.get());

  EngineConfig config =
      EngineConfig.defaults()
          .withLimits(Limits.defaults().withLeaseMillis(3000).withFailuresMax(3))
          .withWal(
              WalConfig.named("wal.log")
                  .withSegmentBytesMax(8 << 10)
                  .withBufferBytes(64 << 10)
                  .withPreallocate(false))
          .withSnapshotInterval(Duration.ofHours(1));
  EngineListener listener = EngineListener.NONE;

  Engine open(SimulatedDisk disk) {
    return Engine.open(disk, disk, config, clock, listener);
  }

  /** Lets time pass, and the engine notice. */
  void advance(Engine engine, Duration time) {
    nowMillis.addAndGet(time.toMillis());
    await(engine.find(new JobId("nobody")));
  }

  static JobSpec job(String id) {
    return JobSpec.of(new JobId(id), JsonPayload.parse("{\"name\":\"" + id + "\"}"));
  }

  static void enqueue(Engine engine, String... ids) {
    await(engine.enqueue(List.of(ids).stream().map(EngineRig::job).toList()));
  }

  /** The one job that is handed out now. */
  static Lease reserveOne(Engine engine) {
    List<Lease> leases = await(engine.reserve("tester", 1, NO_WAIT));
    if (leases.isEmpty()) {
      throw new AssertionError("no job to reserve");
    }
    return leases.getFirst();
  }

  /** Waits for what another thread is about to do. */
  static void until(BooleanSupplier condition) {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - endNanos > 0) {
        throw new AssertionError("not so within " + PATIENCE_SECONDS + " s");
      }
      LockSupport.parkNanos(100_000);
    }
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
