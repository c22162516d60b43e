package dev.holdfast.observability.export;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.holdfast.observability.Labels;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;

/**
 * Keeps attempts that the sampler did not choose, if they failed or were slow. That is known only
 * when they end, and only here: the enqueueing of such a job was not kept, nor was what its handler
 * called, so what arrives is one span by itself, with its error and its link.
 */
final class NotableSpans implements SpanProcessor {
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey(Labels.ERROR_TYPE);

  private final SpanProcessor next;
  private final long slowNanos;

  NotableSpans(SpanProcessor next, Duration slow) {
    this.next = next;
    this.slowNanos = NANOSECONDS.convert(slow);
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled()) {
      next.onEnd(span);
    } else if (span.getKind() == SpanKind.CONSUMER && isNotable(span)) {
      next.onEnd(new Kept(span));
    }
  }

  /** A failed attempt has an error type, as the conventions want; its status would cost a copy. */
  private boolean isNotable(ReadableSpan span) {
    return span.getLatencyNanos() >= slowNanos || span.getAttribute(ERROR_TYPE) != null;
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

  private static SpanContext sampled(SpanContext context) {
    return SpanContext.create(
        context.getTraceId(),
        context.getSpanId(),
        TraceFlags.getSampled(),
        context.getTraceState());
  }

  /** The same span, flagged as sampled: exporters pass over others. */
  private static final class Kept extends DelegatingReadableSpan {
    Kept(ReadableSpan span) {
      super(span);
    }

    @Override
    public SpanContext getSpanContext() {
      return sampled(super.getSpanContext());
    }

    @Override
    public SpanData toSpanData() {
      return new KeptData(super.toSpanData());
    }
  }

  private static final class KeptData extends io.opentelemetry.sdk.trace.data.DelegatingSpanData {
    KeptData(SpanData data) {
      super(data);
    }

    @Override
    public SpanContext getSpanContext() {
      return sampled(super.getSpanContext());
    }
  }
}
