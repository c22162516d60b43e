package dev.holdfast.observability.otel;

import dev.holdfast.observability.SpanNames;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * Spans {@code wait NAME} of those who wait for one thing, each begun and ended on its own thread.
 */
final class WaitSpans {
  private final Tracer tracer;
  private final String name;

  @SuppressWarnings("ThreadLocalUsage") // a thread may wait for several things, one in another
  private final ThreadLocal<@Nullable Span> parked = new ThreadLocal<>();

  /** Of those who wait for what has this name. */
  WaitSpans(Tracer tracer, String name) {
    this.tracer = tracer;
    this.name = name;
  }

  /** This thread parks. */
  void begin(long weight) {
    parked.set(
        tracer
            .spanBuilder(SpanNames.WAIT + " " + name)
            .setSpanKind(SpanKind.INTERNAL)
            .setAttribute(SpanNames.WAITED_FOR, name)
            .setAttribute(SpanNames.WEIGHT, weight)
            .startSpan());
  }

  /** This thread waits no longer, if it did. */
  void end() {
    end("");
  }

  /** The same, in vain. */
  void end(String problem) {
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
