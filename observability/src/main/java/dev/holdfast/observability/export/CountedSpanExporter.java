package dev.holdfast.observability.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Counts what leaves, and what should have. */
record CountedSpanExporter(SpanExporter exporter, Signal signal, Trouble trouble)
    implements SpanExporter {

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> {
      signal.settled(count, result.isSuccess());
      trouble.tell(Signal.Kind.TRACES, result);
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
}
