package dev.holdfast.observability.export;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;

/** Lets into the queue only what fits; see {@link Signal}. */
record AdmittedLogs(LogRecordProcessor next, Signal signal) implements LogRecordProcessor {

  @Override
  public void onEmit(Context context, ReadWriteLogRecord record) {
    if (signal.admit()) {
      next.onEmit(context, record);
    }
  }

  @Override
  public CompletableResultCode shutdown() {
    return next.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return next.forceFlush();
  }
}
