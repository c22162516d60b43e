package dev.holdfast.observability.otel;

import io.opentelemetry.api.trace.SpanBuilder;

/** Adds what a user wants on a span. */
@FunctionalInterface
interface SpanHook {
  /** Adds nothing. */
  SpanHook NONE = _ -> {};

  /** Adds it; never throws. */
  void addTo(SpanBuilder span);
}
