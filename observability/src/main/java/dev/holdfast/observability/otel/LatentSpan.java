package dev.holdfast.observability.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A span that is not sampled, and is made only if somebody wants something of it: its context, for
 * a call or a line in a log; to note something on it, such as a failure; or if it was slow. It
 * begins when this object is made, whenever the span itself is. Thread safe.
 */
abstract class LatentSpan implements Span {
  private final long startNanos = System.nanoTime();
  private final long slowNanos;

  /** Written once, under the lock. */
  private volatile @Nullable Span made;

  /** Guarded by this: how long it took, negative while it goes on. */
  private long tookNanos = -1;

  /**
   * Begins.
   *
   * @param slowNanos from this duration on it is made when it ends
   */
  LatentSpan(long slowNanos) {
    this.slowNanos = slowNanos;
  }

  /**
   * Makes it; called once at most.
   *
   * @param startEpochNanos when it began
   */
  abstract Span make(long startEpochNanos);

  /** Whether nobody has wanted it so far. */
  boolean isLatent() {
    return made == null;
  }

  private Span made() {
    Span known = made;
    return known != null ? known : makeOnce();
  }

  private synchronized Span makeOnce() {
    Span known = made;
    if (known == null) {
      Instant now = Instant.now();
      long nowEpochNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
      long startEpochNanos = nowEpochNanos - (System.nanoTime() - startNanos);
      known = make(startEpochNanos);
      made = known;
      if (tookNanos >= 0) {
        known.end(startEpochNanos + tookNanos, TimeUnit.NANOSECONDS);
      }
    }
    return known;
  }

  @Override
  public void end() {
    Span known = made;
    if (known == null) {
      known = endLatent();
    }
    if (known != null) {
      known.end();
    }
  }

  /** Ends it, unless somebody has made it meanwhile: then that is to be ended. */
  private synchronized @Nullable Span endLatent() {
    if (made != null) {
      return made;
    }
    if (tookNanos < 0) {
      tookNanos = System.nanoTime() - startNanos;
      if (tookNanos >= slowNanos) {
        Span _ = makeOnce();
      }
    }
    return null;
  }

  @Override
  public void end(long timestamp, TimeUnit unit) {
    made().end(timestamp, unit);
  }

  @Override
  public <T> Span setAttribute(AttributeKey<T> key, @Nullable T value) {
    made().setAttribute(key, value);
    return this;
  }

  @Override
  public Span addEvent(String name, Attributes attributes) {
    made().addEvent(name, attributes);
    return this;
  }

  @Override
  public Span addEvent(String name, Attributes attributes, long timestamp, TimeUnit unit) {
    made().addEvent(name, attributes, timestamp, unit);
    return this;
  }

  @Override
  public Span setStatus(StatusCode statusCode, String description) {
    made().setStatus(statusCode, description);
    return this;
  }

  @Override
  public Span recordException(Throwable exception, Attributes additionalAttributes) {
    made().recordException(exception, additionalAttributes);
    return this;
  }

  @Override
  public Span updateName(String name) {
    made().updateName(name);
    return this;
  }

  @Override
  public Span addLink(SpanContext spanContext) {
    made().addLink(spanContext);
    return this;
  }

  @Override
  public Span addLink(SpanContext spanContext, Attributes attributes) {
    made().addLink(spanContext, attributes);
    return this;
  }

  @Override
  public SpanContext getSpanContext() {
    return made().getSpanContext();
  }

  @Override
  public boolean isRecording() {
    return made().isRecording();
  }
}
