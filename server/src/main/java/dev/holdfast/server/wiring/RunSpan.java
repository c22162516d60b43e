package dev.holdfast.server.wiring;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The enqueueing of a run's jobs, as a span {@code holdfast run} within the trace that the
 * variables {@code TRACEPARENT} and {@code TRACESTATE} name, as OpenTelemetry passes a trace on
 * from process to process; so a script that is traced sees the jobs that it started.
 *
 * <p>Without a caller there is no such span: jobs are kept or not as their parent is, and one root
 * above a million jobs would keep all of them or none.
 */
final class RunSpan implements AutoCloseable {
  private static final String TRACEPARENT = "TRACEPARENT";

  private final Span span;
  private final Scope scope;

  private RunSpan(Span span, Scope scope) {
    this.span = span;
    this.scope = scope;
  }

  /**
   * Begins it, current on this thread until it is closed.
   *
   * @return null if nobody called
   */
  static @Nullable RunSpan begin(OpenTelemetry telemetry, Map<String, String> environment) {
    if (!environment.containsKey(TRACEPARENT)) {
      return null;
    }
    Context caller =
        W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), environment, new FromEnvironment());
    Span span =
        telemetry
            .getTracer("dev.holdfast")
            .spanBuilder("holdfast run")
            .setParent(caller)
            .startSpan();
    @SuppressWarnings("MustBeClosedChecker") // it is closed with the span that owns it
    Scope scope = span.makeCurrent();
    return new RunSpan(span, scope);
  }

  @Override
  public void close() {
    scope.close();
    span.end();
  }

  @SuppressWarnings("deprecation") // one of the two methods that the interface asks for
  private static final class FromEnvironment implements TextMapGetter<Map<String, String>> {
    @Override
    public Iterable<String> keys(Map<String, String> environment) {
      return environment.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> environment, String key) {
      return environment == null ? null : environment.get(key.toUpperCase(Locale.ROOT));
    }
  }
}
