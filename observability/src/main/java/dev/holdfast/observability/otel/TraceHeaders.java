package dev.holdfast.observability.otel;

import dev.holdfast.core.Headers;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.api.baggage.BaggageEntry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Trace context in a job's headers, in the W3C's form: {@code traceparent}, {@code tracestate} and,
 * where it is wanted, {@code baggage}. What a service uses on its wires does not matter to what
 * lies on the disk for days.
 *
 * <p>A job that was chosen by nobody before it had a trace says so in B3's form, {@code b3: 0}: not
 * to be sampled, and no ids. That is three characters instead of 55, and the same for all.
 *
 * <p>A header that is no trace context is as good as none: it never fails a job.
 */
final class TraceHeaders {
  static final String TRACEPARENT = "traceparent";
  private static final String BAGGAGE = "baggage";
  private static final String B3 = "b3";
  private static final String DENIED = "0";

  /** The headers of a job that belongs to no trace, and is not to have one. */
  static final Headers UNCHOSEN = Headers.NONE.with(B3, DENIED);

  /** Of the version that there is, and where its parts begin. */
  private static final int LENGTH = 55;

  private static final int TRACE_ID = 3;
  private static final int SPAN_ID = 36;
  private static final int FLAGS = 53;

  /** By character: the value of a digit, or -1; the W3C allows small letters only. */
  private static final byte[] DIGITS = digits();

  private static final W3CTraceContextPropagator TRACE = W3CTraceContextPropagator.getInstance();
  private static final W3CBaggagePropagator BAGS = W3CBaggagePropagator.getInstance();
  private static final TextMapGetter<Headers> GETTER = new FromHeaders();

  private final BaggagePolicy policy;

  TraceHeaders(BaggagePolicy policy) {
    this.policy = policy;
  }

  private static byte[] digits() {
    byte[] digits = new byte['f' + 1];
    Arrays.fill(digits, (byte) -1);
    for (byte value = 0; value < 16; value++) {
      digits[Character.forDigit(value, 16)] = value;
    }
    return digits;
  }

  /** The headers that carry the current context with this span, to be added to a job's own. */
  Headers of(Span span) {
    SpanContext context = span.getSpanContext();
    if (context.isValid() && context.getTraceState().isEmpty() && !carryBaggage()) {
      return Headers.NONE.with(TRACEPARENT, traceparent(context)); // for nearly all
    }
    return of(Context.current().with(span));
  }

  /** The headers that carry this context. */
  Headers of(Context context) {
    Map<String, String> headers = new TreeMap<>();
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
    return Headers.of(headers);
  }

  private static String traceparent(SpanContext span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
  }

  private boolean fits(String baggage) {
    return baggage.getBytes(StandardCharsets.UTF_8).length <= policy.bytesMax();
  }

  /**
   * Where the job was created; invalid if its headers do not say. For one that was not chosen, a
   * context that is not sampled, of a span that never was, but the same for all its attempts.
   */
  static SpanContext creation(JobFacts job) {
    Headers headers = job.headers();
    if (headers.get(TRACEPARENT).isPresent()) {
      return Span.fromContext(TRACE.extract(Context.root(), headers, GETTER)).getSpanContext();
    }
    return isDenied(headers) ? standIn(job.id()) : SpanContext.getInvalid();
  }

  private static boolean isDenied(Headers headers) {
    return headers.get(B3).filter(DENIED::equals).isPresent();
  }

  /** Ids from the job's: a name-based UUID (RFC 9562, version 3), which is never all zeros. */
  private static SpanContext standIn(String jobId) {
    UUID name = UUID.nameUUIDFromBytes(jobId.getBytes(StandardCharsets.UTF_8));
    long high = name.getMostSignificantBits();
    long low = name.getLeastSignificantBits();
    return SpanContext.createFromRemoteParent(
        TraceId.fromLongs(high, low),
        SpanId.fromLong(low),
        TraceFlags.getDefault(),
        TraceState.getDefault());
  }

  /**
   * Whether these headers say that the creation of the job was not sampled. Without taking them
   * apart: most jobs are such. Of a version that is yet to come it is not known.
   */
  static boolean isUnsampled(Headers headers) {
    Optional<String> traceparent = headers.get(TRACEPARENT);
    return traceparent.isPresent() ? isUnsampled(traceparent.get()) : isDenied(headers);
  }

  private static boolean isUnsampled(String text) {
    return text.length() == LENGTH
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

  private static int hex(char digit) {
    return digit < DIGITS.length ? DIGITS[digit] : -1;
  }

  /** Whether any baggage is wanted. */
  boolean carryBaggage() {
    return !policy.keys().isEmpty();
  }

  /** The baggage that came along, as far as it is wanted here. */
  Baggage baggage(Headers headers) {
    if (!carryBaggage() || !headers.get(BAGGAGE).filter(this::fits).isPresent()) {
      return Baggage.empty();
    }
    return kept(Baggage.fromContext(BAGS.extract(Context.root(), headers, GETTER)));
  }

  private Baggage kept(Baggage all) {
    if (!carryBaggage() || all.isEmpty()) {
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
  private static final class FromHeaders implements TextMapGetter<Headers> {
    @Override
    public Iterable<String> keys(Headers headers) {
      return headers.asMap().keySet();
    }

    @Override
    public @Nullable String get(@Nullable Headers headers, String key) {
      return headers == null ? null : headers.get(key).orElse(null);
    }
  }
}
