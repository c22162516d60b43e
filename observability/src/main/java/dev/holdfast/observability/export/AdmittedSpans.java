package dev.holdfast.observability.export;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** Lets into the queue only what fits; see {@link Signal}. */
record AdmittedSpans(SpanProcessor next, Signal signal) implements SpanProcessor {

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled() && signal.admit()) {
      next.onEnd(span);
    }
  }

  @Override
  public void onStart(Context parentContext, ReadWriteSpan span) {
    next.onStart(parentContext, span);
  }

  @Override
  public boolean isStartRequired() {
    return next.isStartRequired();
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public CompletableResultCode shutdown() {
    return next.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return next.forceFlush();
  }
}
