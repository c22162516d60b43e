package dev.holdfast.observability.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.util.Collection;

/** Counts log records that leave, and that should have. */
record CountedLogExporter(LogRecordExporter exporter, Signal signal, Trouble trouble)
    implements LogRecordExporter {

  @Override
  public CompletableResultCode export(Collection<LogRecordData> logs) {
    int count = logs.size();
    CompletableResultCode result = exporter.export(logs);
    return result.whenComplete(() -> {
      signal.settled(count, result.isSuccess());
      trouble.tell(Signal.Kind.LOGS, result);
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
