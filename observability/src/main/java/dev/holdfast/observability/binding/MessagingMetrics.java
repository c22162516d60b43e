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
 * trace: {@code tracing.handler(Measured.handler(handler, metrics))}. Thread safe.
 */
public final class MessagingMetrics implements JobTimings {
  private final Series<Distribution> operations;
  private final Series<Distribution> attempts;
  private final Series<Counter> sent;
  private final Series<Counter> consumed;

  /** Registers the meters as they are first needed. */
  public MessagingMetrics(Meters meters) {
    String system = Labels.SYSTEM_HOLDFAST;
    operations = meters.distributions(QueueNames.OPERATION_DURATION, system, SpanNames.ENQUEUE);
    attempts = meters.distributions(QueueNames.PROCESS_DURATION, system, SpanNames.PROCESS);
    sent = meters.counters(QueueNames.SENT_MESSAGES, system, SpanNames.ENQUEUE);
    consumed = meters.counters(QueueNames.CONSUMED_MESSAGES, system, SpanNames.PROCESS);
  }

  @Override
  public void enqueued(String queue, int jobs, long nanos, String errorType) {
    operations.of(queue, errorType).record(nanos);
    sent.of(queue, errorType).add(jobs);
  }

  @Override
  public void processed(String queue, String type, long nanos, String errorType) {
    attempts.of(queue, type, errorType).record(nanos);
    consumed.of(queue, errorType).add(1);
  }
}
