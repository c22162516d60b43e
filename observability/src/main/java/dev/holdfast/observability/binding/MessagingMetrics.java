package dev.holdfast.observability.binding;

import dev.holdfast.observability.Labels;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Counter;
import dev.holdfast.observability.Meters.Distribution;
import dev.holdfast.observability.QueueNames;
import dev.holdfast.observability.Series;
import dev.holdfast.observability.SpanNames;

/**
 * The metrics that OpenTelemetry's conventions want of any queue, under their names. {@link
 * Measured} feeds it. A histogram's exemplar is the span that is current, so measure inside the
 * trace: {@code tracing.handler(Measured.handler(handler, metrics))}.
 */
public final class MessagingMetrics implements JobTimings {
  private final Series<Distribution> operations;
  private final Series<Distribution> attempts;
  private final Series<Counter> sent;
  private final Series<Counter> consumed;

  /** Registers the meters as they are first needed. */
  public MessagingMetrics(Meters meters) {
    operations = meters.distributions(QueueNames.OPERATION_DURATION);
    attempts = meters.distributions(QueueNames.PROCESS_DURATION);
    sent = meters.counters(QueueNames.SENT_MESSAGES);
    consumed = meters.counters(QueueNames.CONSUMED_MESSAGES);
  }

  @Override
  public void enqueued(String queue, int jobs, long nanos, String errorType) {
    String enqueue = SpanNames.ENQUEUE;
    operations.of(Labels.SYSTEM_HOLDFAST, enqueue, queue, errorType).record(nanos);
    sent.of(Labels.SYSTEM_HOLDFAST, enqueue, queue, errorType).add(jobs);
  }

  @Override
  public void processed(String queue, String type, long nanos, String errorType) {
    String process = SpanNames.PROCESS;
    attempts.of(Labels.SYSTEM_HOLDFAST, process, queue, type, errorType).record(nanos);
    consumed.of(Labels.SYSTEM_HOLDFAST, process, queue, errorType).add(1);
  }
}
