package dev.holdfast.observability.binding;

import dev.holdfast.observability.Labels;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Counter;
import dev.holdfast.observability.Meters.Distribution;
import dev.holdfast.observability.QueueNames;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of one queue, so that an event looks them up once. All begin at zero together: a rate
 * needs a first value, and without it the first job of a queue is never seen to die.
 */
record QueueMeters(
    Counter enqueued,
    Counter completed,
    Counter dispatched,
    Counter retried,
    Counter dead,
    Counter cancelled,
    Counter endedCompleted,
    Counter endedFailed,
    Counter endedTimedOut,
    Counter expired,
    Distribution waits,
    Distribution durations) {

  private static QueueMeters of(Meters meters, String queue) {
    return new QueueMeters(
        meters.counter(QueueNames.JOBS_ENQUEUED, queue),
        meters.counter(QueueNames.JOBS_COMPLETED, queue),
        meters.counter(QueueNames.JOBS_DISPATCHED, queue),
        meters.counter(QueueNames.JOBS_RETRIED, queue),
        meters.counter(QueueNames.JOBS_DEAD, queue),
        meters.counter(QueueNames.JOBS_CANCELLED, queue),
        meters.counter(QueueNames.ATTEMPTS_ENDED, queue, "completed"),
        meters.counter(QueueNames.ATTEMPTS_ENDED, queue, "failed"),
        meters.counter(QueueNames.ATTEMPTS_ENDED, queue, "timed_out"),
        meters.counter(QueueNames.LEASES_EXPIRED, queue),
        meters.distribution(QueueNames.WAIT_DURATION, queue),
        meters.distribution(QueueNames.JOB_DURATION, queue));
  }

  /** Those of all queues; of as many as labels may have values, and one for all others. */
  static final class ByQueue {
    private final Meters meters;
    private final Map<String, QueueMeters> admitted = new ConcurrentHashMap<>();

    ByQueue(Meters meters) {
      this.meters = meters;
    }

    QueueMeters of(String queue) {
      QueueMeters known = admitted.get(queue);
      return known != null ? known : admit(queue);
    }

    private QueueMeters admit(String queue) {
      return admitted.computeIfAbsent(
          meters.cardinality().admit(Labels.QUEUE, queue), it -> QueueMeters.of(meters, it));
    }
  }
}
