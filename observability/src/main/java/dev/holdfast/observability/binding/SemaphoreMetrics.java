package dev.holdfast.observability.binding;

import dev.holdfast.concurrency.Refusal;
import dev.holdfast.concurrency.Semaphore;
import dev.holdfast.concurrency.SemaphoreListener;
import dev.holdfast.observability.ConcurrencyNames;
import dev.holdfast.observability.Labels;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Counter;
import dev.holdfast.observability.Meters.Distribution;
import dev.holdfast.observability.Meters.Watch;
import dev.holdfast.observability.Series;

/**
 * Measures a semaphore: make it, create the semaphore with it, then {@link #watch} that. Thread
 * safe.
 */
public final class SemaphoreMetrics implements SemaphoreListener {
  private final Meters meters;
  private final String name;
  private final Counter acquired;
  private final Counter released;
  private final Counter abandoned;
  private final Distribution waits;
  private final Series<Counter> refused;

  /** Registers the meters for a semaphore of this name. */
  public SemaphoreMetrics(Meters meters, String semaphore) {
    this.meters = meters;
    this.name = meters.cardinality().admit(Labels.SEMAPHORE, semaphore);
    this.acquired = meters.counter(ConcurrencyNames.SEMAPHORE_ACQUIRED, name);
    this.released = meters.counter(ConcurrencyNames.SEMAPHORE_RELEASED, name);
    this.abandoned = meters.counter(ConcurrencyNames.SEMAPHORE_ABANDONED, name);
    this.waits = meters.distribution(ConcurrencyNames.SEMAPHORE_ACQUIRE_DURATION, name);
    this.refused = meters.counters(ConcurrencyNames.SEMAPHORE_REFUSED);
  }

  /** Reports permits and waiters of this semaphore, until the watch is closed. */
  public Watch watch(Semaphore semaphore) {
    Watch held = meters.gauge(ConcurrencyNames.SEMAPHORE_PERMITS, semaphore::held, name, "held");
    Watch free =
        meters.gauge(ConcurrencyNames.SEMAPHORE_PERMITS, semaphore::available, name, "free");
    Watch waiters = meters.gauge(ConcurrencyNames.SEMAPHORE_WAITERS, semaphore::waiting, name);
    return Watches.all(held, free, waiters);
  }

  @Override
  public void acquired(int weight, long waitNanos) {
    acquired.add(weight);
    waits.record(waitNanos);
  }

  @Override
  public void refused(Refusal refusal) {
    refused.of(name, Reasons.of(refusal)).add(1);
  }

  @Override
  public void abandoned(int weight) {
    abandoned.add(1);
  }

  @Override
  public void released(int weight) {
    released.add(weight);
  }
}
