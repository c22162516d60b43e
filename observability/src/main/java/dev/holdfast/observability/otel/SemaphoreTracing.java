package dev.holdfast.observability.otel;

import dev.holdfast.concurrency.Refusal;
import dev.holdfast.concurrency.SemaphoreListener;
import io.opentelemetry.api.trace.Tracer;

/**
 * Shows where callers wait for a semaphore: a span {@code wait NAME} within the caller's own, begun
 * when it parks. Permits that are there cost no span.
 */
public final class SemaphoreTracing implements SemaphoreListener {
  private final WaitSpans waits;
  private final SemaphoreListener next;

  /**
   * Traces the waits at a semaphore of this name.
   *
   * @param next told everything too: metrics, for instance
   */
  public SemaphoreTracing(Tracer tracer, String semaphore, SemaphoreListener next) {
    this.waits = new WaitSpans(tracer, semaphore);
    this.next = next;
  }

  @Override
  public void waiting(int weight) {
    waits.begin(weight);
    next.waiting(weight);
  }

  @Override
  public void acquired(int weight, long waitNanos) {
    if (waitNanos > 0) {
      waits.end();
    }
    next.acquired(weight, waitNanos);
  }

  @Override
  public void refused(Refusal refusal) {
    waits.end(refusal.toString());
    next.refused(refusal);
  }

  @Override
  public void abandoned(int weight) {
    waits.end("interrupted");
    next.abandoned(weight);
  }

  @Override
  public void released(int weight) {
    next.released(weight);
  }
}
