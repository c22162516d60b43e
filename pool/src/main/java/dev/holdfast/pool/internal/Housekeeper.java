package dev.holdfast.pool.internal;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a pool decay at intervals, on the common pool, whose threads are the JDK's. It refers weakly
 * to the pool: one that nobody closed can still be collected, and its timer then ends. A decay that
 * throws is reported, and the next one comes all the same.
 */
public final class Housekeeper implements AutoCloseable {
  /** A century and a half, which is for ever; the timer can add it to any time. */
  private static final long NANOS_MAX = Long.MAX_VALUE / 2;

  private final @Nullable Future<?> timer;

  private Housekeeper(@Nullable Future<?> timer) {
    this.timer = timer;
  }

  /**
   * Starts the timer of a pool.
   *
   * @param decay must not refer to the pool but by its argument
   * @param interval may be of any length; {@link Duration#ZERO} for a pool that decays only when it
   *     is told to
   */
  public static <P> Housekeeper start(P pool, Consumer<P> decay, Duration interval) {
    if (interval.isNegative()) {
      throw new IllegalArgumentException("the decay interval must not be negative: " + interval);
    }
    if (interval.isZero()) {
      return new Housekeeper(null);
    }
    long nanos = Math.min(NANOSECONDS.convert(interval), NANOS_MAX);
    Runnable task = new DecayTask<>(new WeakReference<>(pool), decay);
    return new Housekeeper(
        ForkJoinPool.commonPool().scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS));
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private record DecayTask<P>(WeakReference<P> reference, Consumer<P> decay) implements Runnable {
    @Override
    public void run() {
      P pool = reference.get();
      if (pool == null) {
        throw new PoolCollected(); // the way to end a periodic task from within
      }
      try {
        decay.accept(pool);
      } catch (Throwable fault) { // or the timer would end, and nobody would hear of it
        Faults.report(fault);
      }
    }
  }

  private static final class PoolCollected extends RuntimeException {
    private static final long serialVersionUID = 1;

    PoolCollected() {
      super("the pool is gone, so its timer ends", null, false, false);
    }
  }
}
