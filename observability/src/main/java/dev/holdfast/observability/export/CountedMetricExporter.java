package dev.holdfast.observability.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;

/** Counts points that leave, and that should have. */
record CountedMetricExporter(MetricExporter exporter, Signal signal, Trouble trouble)
    implements MetricExporter {

  @Override
  public CompletableResultCode export(Collection<MetricData> metrics) {
    int points = metrics.stream().mapToInt(it -> it.getData().getPoints().size()).sum();
    CompletableResultCode result = exporter.export(metrics);
    return result.whenComplete(() -> {
      signal.ended(points, result.isSuccess());
      trouble.tell(Signal.Kind.METRICS, result);
    });
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType type) {
    return exporter.getAggregationTemporality(type);
  }

  @Override
  public Aggregation getDefaultAggregation(InstrumentType type) {
    return exporter.getDefaultAggregation(type);
  }

  @Override
  public MemoryMode getMemoryMode() {
    return exporter.getMemoryMode();
  }
}
