package dev.holdfast.observability.export;

import dev.holdfast.observability.Labels;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.Objects;

/**
 * Decides which traces are kept; can be told otherwise at any time. Thread safe; a change holds for
 * spans that begin after it.
 *
 * <ol>
 *   <li>A span with a parent does as its parent does, so that a trace is kept whole or not at all.
 *   <li>A span without one that links to others, as each attempt of a job links to its enqueueing,
 *       is kept if one of them is. So the attempts of a job are kept exactly if its enqueueing was.
 *   <li>Any other span begins a trace: it is kept by the ratio of its queue, decided by the trace
 *       id, so that all services with the same ratio keep the same traces.
 * </ol>
 *
 * <p>An attempt that is not kept is still recorded, so that {@link NotableSpans} can keep it when
 * it turns out to have failed or to have been slow.
 */
public final class AdjustableSampler implements Sampler {
  private static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey(Labels.MESSAGING_DESTINATION);
  private static final int ID_HALF = 16;

  private final boolean recordAttempts;
  private volatile SamplingRatios ratios;

  /**
   * A sampler with these ratios.
   *
   * @param recordAttempts whether attempts that are not kept are recorded all the same, at the cost
   *     of a span each
   */
  public AdjustableSampler(SamplingRatios ratios, boolean recordAttempts) {
    this.ratios = Objects.requireNonNull(ratios, "ratios");
    this.recordAttempts = recordAttempts;
  }

  /** What holds now. */
  public SamplingRatios ratios() {
    return ratios;
  }

  /** From now on this holds. */
  public void change(SamplingRatios to) {
    ratios = Objects.requireNonNull(to, "to");
  }

  @Override
  public SamplingResult shouldSample(
      Context parentContext,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    if (isKept(Span.fromContext(parentContext).getSpanContext(), traceId, attributes, links)) {
      return SamplingResult.recordAndSample();
    }
    return recordAttempts && kind == SpanKind.CONSUMER
        ? SamplingResult.recordOnly()
        : SamplingResult.drop();
  }

  private boolean isKept(
      SpanContext parent, String traceId, Attributes attributes, List<LinkData> links) {
    if (parent.isValid()) {
      return parent.isSampled();
    }
    boolean linked = false;
    for (LinkData link : links) {
      if (link.getSpanContext().isSampled()) {
        return true;
      }
      linked |= link.getSpanContext().isValid();
    }
    return !linked && isChosen(traceId, attributes);
  }

  private boolean isChosen(String traceId, Attributes attributes) {
    SamplingRatios now = ratios;
    String queue = now.byQueue().isEmpty() ? null : attributes.get(DESTINATION);
    return isWithin(traceId, queue == null ? now.ratio() : now.of(queue));
  }

  /**
   * The lower half of the id, which is random, without its sign, against the ratio of its range: as
   * OpenTelemetry's own TraceIdRatioBased does, so that both choose the same traces. (The one value
   * that has no positive counterpart is below every bound there, and so here.)
   */
  static boolean isWithin(String traceId, double ratio) {
    return ratio >= 1 || isWithin(Long.parseUnsignedLong(traceId, ID_HALF, 2 * ID_HALF, 16), ratio);
  }

  private static boolean isWithin(long traceIdLow, double ratio) {
    return ratio >= 1 || Math.abs(traceIdLow) < (long) (ratio * Long.MAX_VALUE);
  }

  /** Whether a trace that begins at this queue is kept. */
  boolean isChosen(String queue, long traceIdLow) {
    SamplingRatios now = ratios;
    return isWithin(traceIdLow, now.byQueue().isEmpty() ? now.ratio() : now.of(queue));
  }

  @Override
  public String getDescription() {
    return "HoldfastAdjustableSampler{" + ratios + "}";
  }

  @Override
  public String toString() {
    return getDescription();
  }
}
