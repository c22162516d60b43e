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

  /** Of the version that there is, and where its parts begin. */
  private static final int LENGTH = 55;

  private static final int TRACE_ID = 3;
  private static final int SPAN_ID = 36;
  private static final int FLAGS = 53;
  private static final W3CTraceContextPropagator TRACE = W3CTraceContextPropagator.getInstance();
  private static final W3CBaggagePropagator BAGS = W3CBaggagePropagator.getInstance();
  private static final TextMapGetter<Map<String, String>> GETTER = new FromMap();

  private final BaggagePolicy policy;

  TraceHeaders(BaggagePolicy policy) {
    this.policy = policy;
  }

  /** The headers that carry this context, to be added to a job's own. */
  Map<String, String> of(Context context) {
    SpanContext span = Span.fromContext(context).getSpanContext();
    if (span.isValid() && span.getTraceState().isEmpty() && policy.keys().isEmpty()) {
      return Map.of(TRACEPARENT, traceparent(span)); // for nearly all, without a propagator
    }
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

  private static String traceparent(SpanContext span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
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

  /**
   * Whether these headers say where the job was created, and that this was not sampled. Without
   * taking them apart: most jobs are such. Of a version that is yet to come it is not known.
   */
  static boolean isUnsampled(Map<String, String> headers) {
    String text = headers.get(TRACEPARENT);
    return text != null
        && text.length() == LENGTH
        && text.startsWith("00-")
        && isId(text, TRACE_ID, SPAN_ID - 1)
        && text.charAt(SPAN_ID - 1) == '-'
        && isId(text, SPAN_ID, FLAGS - 1)
        && text.charAt(FLAGS - 1) == '-'
        && hex(text.charAt(FLAGS)) >= 0
        && hex(text.charAt(FLAGS + 1)) >= 0
        && (hex(text.charAt(FLAGS + 1)) & 1) == 0;
  }

  /** Hexadecimal digits, not all of them 0. */
  private static boolean isId(String text, int from, int to) {
    int any = 0;
    for (int i = from; i < to; i++) {
      int digit = hex(text.charAt(i));
      if (digit < 0) {
        return false;
      }
      any |= digit;
    }
    return any != 0;
  }

  /** The value of a digit, or -1; the W3C allows small letters only. */
  private static int hex(char digit) {
    if (digit >= '0' && digit <= '9') {
      return digit - '0';
    }
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
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
