package dev.holdfast.observability.otel;

import dev.holdfast.concurrency.RateLimiterListener;
import dev.holdfast.concurrency.Refusal;
import dev.holdfast.observability.SpanNames;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * Shows where callers wait for a rate limiter: a span {@code wait NAME} within the caller's own,
 * begun when it parks. Permits that are there cost no span, and neither does one who reserves and
 * waits in its own way.
 */
public final class RateLimiterTracing implements RateLimiterListener {
  private final Tracer tracer;
  private final String name;
  private final RateLimiterListener next;

  /** A caller begins and ends a wait on its own thread. */
  @SuppressWarnings("ThreadLocalUsage") // a thread may wait at several limiters, one in another
  private final ThreadLocal<@Nullable Span> parked = new ThreadLocal<>();

  /**
   * Traces the waits at a limiter of this name.
   *
   * @param next told everything too: metrics, for instance
   */
  public RateLimiterTracing(Tracer tracer, String limiter, RateLimiterListener next) {
    this.tracer = tracer;
    this.name = limiter;
    this.next = next;
  }

  @Override
  public void waiting(long weight) {
    parked.set(
        tracer
            .spanBuilder(SpanNames.WAIT + " " + name)
            .setSpanKind(SpanKind.INTERNAL)
            .setAttribute(SpanNames.WAITED_FOR, name)
            .setAttribute(SpanNames.WEIGHT, weight)
            .startSpan());
    next.waiting(weight);
  }

  @Override
  public void waited(long weight) {
    Span span = parked.get();
    if (span != null) {
      parked.remove();
      span.end();
    }
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
