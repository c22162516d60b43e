package dev.holdfast.observability.export;

import dev.holdfast.observability.otel.EarlySampling;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Ids as the SDK draws them, but for a trace that was chosen by its id before it began: that one
 * gets this id. So the choice is still the sampler's, by the id, and is made once.
 */
final class DrawnIds implements IdGenerator, EarlySampling {
  private final IdGenerator others = IdGenerator.random();
  private final ThreadLocal<@Nullable String> drawn = new ThreadLocal<>();
  private final AdjustableSampler sampler;

  DrawnIds(AdjustableSampler sampler) {
    this.sampler = sampler;
  }

  @Override
  public boolean isKept(String queue, long traceIdLow) {
    return sampler.isChosen(queue, traceIdLow);
  }

  @Override
  public void beginWith(String traceId) {
    drawn.set(traceId);
  }

  @Override
  public String generateTraceId() {
    String given = drawn.get();
    if (given == null) {
      return others.generateTraceId();
    }
    drawn.remove();
    return given;
  }

  @Override
  public String generateSpanId() {
    return others.generateSpanId();
  }

  @Override
  public boolean generatesRandomTraceIds() {
    return true;
  }
}
