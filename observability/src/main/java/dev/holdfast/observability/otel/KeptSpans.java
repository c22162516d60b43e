package dev.holdfast.observability.otel;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;

/**
 * The current span, for whoever wants it only if it is sampled, as exemplars do. To ask it for its
 * context, as one otherwise would, costs a span where {@link JobTracing#sparing} has saved it.
 */
public final class KeptSpans {
  private KeptSpans() {}

  /** The context of the current span if that is sampled, else an invalid one. */
  public static SpanContext current() {
    Span span = Span.current();
    if (isLatent(span)) {
      return SpanContext.getInvalid();
    }
    SpanContext context = span.getSpanContext();
    return context.isSampled() ? context : SpanContext.getInvalid();
  }

  /** The current context, without its span if that has been saved. */
  static Context context() {
    Context context = Context.current();
    return isLatent(Span.fromContext(context)) ? Context.root() : context;
  }

  private static boolean isLatent(Span span) {
    return span instanceof LatentSpan latent && latent.isLatent();
  }
}
