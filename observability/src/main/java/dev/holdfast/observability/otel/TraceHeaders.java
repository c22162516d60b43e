package dev.holdfast.observability.otel;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.api.baggage.BaggageEntry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trace context in a job's headers, in the W3C's form: {@code traceparent}, {@code tracestate} and,
 * where it is wanted, {@code baggage}. What a service uses on its wires does not matter to what
 * lies on the disk for days.
 *
 * <p>A header that is no trace context is as good as none: it never fails a job.
 */
final class TraceHeaders {
  static final String TRACEPARENT = "traceparent";
  private static final String BAGGAGE = "baggage";
  private static final W3CTraceContextPropagator TRACE = W3CTraceContextPropagator.getInstance();
  private static final W3CBaggagePropagator BAGS = W3CBaggagePropagator.getInstance();
  private static final TextMapGetter<Map<String, String>> GETTER = new FromMap();

  private final BaggagePolicy policy;

  TraceHeaders(BaggagePolicy policy) {
    this.policy = policy;
  }

  /** The headers that carry this context, to be added to a job's own. */
  Map<String, String> of(Context context) {
    Map<String, String> headers = new LinkedHashMap<>();
    TRACE.inject(
        context,
        headers,
        (to, name, value) -> {
          if (to != null) {
            to.put(name, value);
          }
        });
    Baggage kept = kept(Baggage.fromContext(context));
    if (!kept.isEmpty()) {
      BAGS.inject(
          context.with(kept),
          headers,
          (to, name, value) -> {
            if (to != null && fits(value)) {
              to.put(name, value);
            }
          });
    }
    return headers;
  }

  private boolean fits(String baggage) {
    return baggage.getBytes(StandardCharsets.UTF_8).length <= policy.bytesMax();
  }

  /** Where the job was created; invalid if its headers do not say. */
  static SpanContext creation(Map<String, String> headers) {
    if (!headers.containsKey(TRACEPARENT)) {
      return SpanContext.getInvalid();
    }
    return Span.fromContext(TRACE.extract(Context.root(), headers, GETTER)).getSpanContext();
  }

  /** The baggage that came along, as far as it is wanted here. */
  Baggage baggage(Map<String, String> headers) {
    String text = headers.get(BAGGAGE);
    if (text == null || policy.keys().isEmpty() || !fits(text)) {
      return Baggage.empty();
    }
    return kept(Baggage.fromContext(BAGS.extract(Context.root(), headers, GETTER)));
  }

  private Baggage kept(Baggage all) {
    if (policy.keys().isEmpty() || all.isEmpty()) {
      return Baggage.empty();
    }
    BaggageBuilder some = Baggage.builder();
    for (String key : policy.keys()) {
      BaggageEntry entry = all.getEntry(key);
      if (entry != null) {
        some.put(key, entry.getValue(), entry.getMetadata());
      }
    }
    return some.build();
  }

  @SuppressWarnings("deprecation") // one of the two methods that the interface asks for
  private static final class FromMap implements TextMapGetter<Map<String, String>> {
    @Override
    public Iterable<String> keys(Map<String, String> headers) {
      return headers.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> headers, String key) {
      return headers == null ? null : headers.get(key);
    }
  }
}
