package dev.holdfast.observability.binding;

import dev.holdfast.concurrency.RateLimiter;
import dev.holdfast.concurrency.RateLimiterListener;
import dev.holdfast.concurrency.Refusal;
import dev.holdfast.observability.ConcurrencyNames;
import dev.holdfast.observability.Labels;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Counter;
import dev.holdfast.observability.Meters.Distribution;
import dev.holdfast.observability.Meters.Watch;
import dev.holdfast.observability.Series;

/**
 * Measures a rate limiter: make it, create the limiter with it, then {@link #watch} that. Thread
 * safe.
 */
public final class RateLimiterMetrics implements RateLimiterListener {
  private final Meters meters;
  private final String name;
  private final Counter granted;
  private final Counter cancelled;
  private final Distribution waits;
  private final Series<Counter> refused;

  /** Registers the meters for a limiter of this name. */
  public RateLimiterMetrics(Meters meters, String limiter) {
    this.meters = meters;
    this.name = meters.cardinality().admit(Labels.LIMITER, limiter);
    this.granted = meters.counter(ConcurrencyNames.LIMITER_GRANTED, name);
    this.cancelled = meters.counter(ConcurrencyNames.LIMITER_CANCELLED, name);
    this.waits = meters.distribution(ConcurrencyNames.LIMITER_WAIT_DURATION, name);
    this.refused = meters.counters(ConcurrencyNames.LIMITER_REFUSED);
  }

  /** Reports what this limiter would grant at once, until the watch is closed. */
  public Watch watch(RateLimiter limiter) {
    return meters.gauge(ConcurrencyNames.LIMITER_PERMITS, limiter::available, name);
  }

  @Override
  public void granted(long weight, long waitNanos) {
    granted.add(weight);
    waits.record(waitNanos);
  }

  @Override
  public void refused(Refusal refusal) {
    refused.of(name, Reasons.of(refusal)).add(1);
  }

  @Override
  public void cancelled(long weight) {
    cancelled.add(weight);
  }
}
