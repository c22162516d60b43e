package dev.holdfast.observability.otel;

import dev.holdfast.concurrency.Refusal;
import dev.holdfast.concurrency.SemaphoreListener;
import dev.holdfast.observability.SpanNames;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * Shows where callers wait for a semaphore: a span {@code wait NAME} within the caller's own, begun
 * when it parks. Permits that are there cost no span.
 */
public final class SemaphoreTracing implements SemaphoreListener {
  private final Tracer tracer;
  private final String name;
  private final SemaphoreListener next;

  /** A caller begins and ends a wait on its own thread. */
  @SuppressWarnings("ThreadLocalUsage") // a thread may wait at several semaphores, one in another
  private final ThreadLocal<@Nullable Span> parked = new ThreadLocal<>();

  /**
   * Traces the waits at a semaphore of this name.
   *
   * @param next told everything too: metrics, for instance
   */
  public SemaphoreTracing(Tracer tracer, String semaphore, SemaphoreListener next) {
    this.tracer = tracer;
    this.name = semaphore;
    this.next = next;
  }

  @Override
  public void waiting(int weight) {
    parked.set(
        tracer
            .spanBuilder(SpanNames.WAIT + " " + name)
            .setSpanKind(SpanKind.INTERNAL)
            .setAttribute(SpanNames.WAITED_FOR, name)
            .setAttribute(SpanNames.WEIGHT, (long) weight)
            .startSpan());
    next.waiting(weight);
  }

  @Override
  public void acquired(int weight, long waitNanos) {
    if (waitNanos > 0) {
      endWait("");
    }
    next.acquired(weight, waitNanos);
  }

  @Override
  public void refused(Refusal refusal) {
    endWait(refusal.toString());
    next.refused(refusal);
  }

  @Override
  public void abandoned(int weight) {
    endWait("interrupted");
    next.abandoned(weight);
  }

  @Override
  public void released(int weight) {
    next.released(weight);
  }

  private void endWait(String problem) {
    Span span = parked.get();
    if (span != null) {
      parked.remove();
      if (!problem.isEmpty()) {
        span.setStatus(StatusCode.ERROR, problem);
      }
      span.end();
    }
  }
}
