package dev.holdfast.observability.otel;

import dev.holdfast.concurrency.RateLimiterListener;
import dev.holdfast.concurrency.Refusal;
import io.opentelemetry.api.trace.Tracer;

/**
 * Shows where callers wait for a rate limiter: a span {@code wait NAME} within the caller's own,
 * begun when it parks. Permits that are there cost no span, and neither does one who reserves and
 * waits in its own way.
 */
public final class RateLimiterTracing implements RateLimiterListener {
  private final WaitSpans waits;
  private final RateLimiterListener next;

  /**
   * Traces the waits at a limiter of this name.
   *
   * @param next told everything too: metrics, for instance
   */
  public RateLimiterTracing(Tracer tracer, String limiter, RateLimiterListener next) {
    this.waits = new WaitSpans(tracer, limiter);
    this.next = next;
  }

  @Override
  public void waiting(long weight) {
    waits.begin(weight);
    next.waiting(weight);
  }

  @Override
  public void waited(long weight) {
    waits.end();
    next.waited(weight);
  }

  @Override
  public void granted(long weight, long waitNanos) {
    next.granted(weight, waitNanos);
  }

  @Override
  public void refused(Refusal refusal) {
    next.refused(refusal);
  }

  @Override
  public void cancelled(long weight) {
    next.cancelled(weight);
  }
}
