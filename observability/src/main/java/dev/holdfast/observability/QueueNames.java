package dev.holdfast.observability;

import static dev.holdfast.observability.Labels.ERROR_TYPE;
import static dev.holdfast.observability.Labels.JOB_TYPE;
import static dev.holdfast.observability.Labels.MESSAGING_DESTINATION;
import static dev.holdfast.observability.Labels.MESSAGING_OPERATION;
import static dev.holdfast.observability.Labels.MESSAGING_SYSTEM;
import static dev.holdfast.observability.Labels.OUTCOME;
import static dev.holdfast.observability.Labels.QUEUE;
import static dev.holdfast.observability.Labels.STATE;

import java.util.List;

/** What an engine reports: its jobs, its workers, and both once more as conventions name them. */
public final class QueueNames {

  private static final Declarations NAMES = new Declarations();

  /** Jobs done. */
  public static final Metric JOBS_COMPLETED =
      NAMES.counter(
          Component.QUEUE,
          "queue_jobs_completed_total",
          "{job}",
          "Jobs that were acknowledged as done.",
          QUEUE);

  /** Attempts begun. */
  public static final Metric JOBS_DISPATCHED =
      NAMES.counter(
          Component.QUEUE,
          "queue_jobs_dispatched_total",
          "{attempt}",
          "Attempts that were handed to a worker.",
          QUEUE);

  /** Attempts that came to nothing, and will be repeated. */
  public static final Metric JOBS_RETRIED =
      NAMES.counter(
          Component.QUEUE,
          "queue_jobs_retried_total",
          "{attempt}",
          "Attempts after which the job went back to the queue.",
          QUEUE);

  /** How long a job was with its worker. */
  public static final Metric JOB_DURATION =
      NAMES.histogram(
          Component.QUEUE,
          "queue_job_duration_seconds",
          "s",
          Buckets.JOBS,
          "Time from handing a job to a worker to its acknowledgement.",
          QUEUE);

  /** Where the jobs stand. */
  public static final Metric QUEUE_DEPTH =
      NAMES.gauge(
          Component.QUEUE,
          "queue_depth_gauge",
          "{job}",
          "Jobs that stand in a state.",
          QUEUE,
          STATE);

  /** Jobs added. */
  public static final Metric JOBS_ENQUEUED =
      NAMES.counter(
          Component.QUEUE,
          "holdfast.queue.jobs.enqueued",
          "{job}",
          "Jobs that were added to the queue.",
          QUEUE);

  /** Jobs given up. */
  public static final Metric JOBS_DEAD =
      NAMES.counter(
          Component.QUEUE,
          "holdfast.queue.jobs.dead",
          "{job}",
          "Jobs that were given up: their retries are used up, or what they depend on is dead.",
          QUEUE);

  /** Jobs called off. */
  public static final Metric JOBS_CANCELLED =
      NAMES.counter(
          Component.QUEUE, "holdfast.queue.jobs.cancelled", "{job}", "Jobs called off.", QUEUE);

  /** How attempts ended. */
  public static final Metric ATTEMPTS_ENDED =
      NAMES.counter(
          Component.QUEUE,
          "holdfast.queue.attempts.ended",
          "{attempt}",
          "Attempts by how they ended: completed, failed or timed_out.",
          QUEUE,
          OUTCOME);

  /** Leases that ran out. */
  public static final Metric LEASES_EXPIRED =
      NAMES.counter(
          Component.QUEUE,
          "holdfast.queue.leases.expired",
          "{lease}",
          "Leases that ran out before their worker answered.",
          QUEUE);

  /** Answers refused because they came late. */
  public static final Metric ANSWERS_LATE =
      NAMES.counter(
          Component.QUEUE,
          "holdfast.queue.answers.late",
          "{answer}",
          "Answers that came after their lease was over and were refused.");

  /** Commands refused. */
  public static final Metric COMMANDS_REJECTED =
      NAMES.counter(
          Component.QUEUE,
          "holdfast.queue.commands.rejected",
          "{command}",
          "Commands that the rules of the queue refused, late answers apart.");

  /** How long jobs waited for a worker. */
  public static final Metric WAIT_DURATION =
      NAMES.histogram(
          Component.QUEUE,
          "holdfast.queue.wait.duration",
          "s",
          Buckets.WAITS,
          "Time from when a job could first have been served to when it was handed out.",
          QUEUE);

  /** The age of the oldest job that waits. */
  public static final Metric OLDEST_AGE =
      NAMES.gauge(
          Component.QUEUE,
          "holdfast.queue.oldest.age",
          "s",
          "How long the job that waits longest has been pending; 0 if none is.",
          QUEUE);

  /** Whether a queue is paused. */
  public static final Metric PAUSED =
      NAMES.gauge(
          Component.QUEUE, "holdfast.queue.paused", "1", "1 while the queue is paused.", QUEUE);

  /** Whether the engine works. */
  public static final Metric ENGINE_UP =
      NAMES.gauge(
          Component.QUEUE,
          "holdfast.engine.up",
          "1",
          "1 while the engine takes commands, 0 once a failure has stopped it.");

  /** How long recovery took. */
  public static final Metric RECOVERY_DURATION =
      NAMES.gauge(
          Component.QUEUE,
          "holdfast.engine.recovery.duration",
          "s",
          "How long the last recovery took, from taking the lock to taking commands.");

  /** How much recovery replayed. */
  public static final Metric RECOVERY_RECORDS =
      NAMES.gauge(
          Component.QUEUE,
          "holdfast.engine.recovery.records",
          "{record}",
          "Log records that the last recovery applied on top of its snapshot.");

  /** The engine's own workers. */
  public static final Metric WORKER_SLOTS =
      NAMES.gauge(
          Component.WORKERS,
          "holdfast.workers.slots",
          "{slot}",
          "Slots of the engine's workers: busy with a job, or idle.",
          STATE);

  /** Handlers that ignore their interrupt. */
  public static final Metric WORKERS_STUCK =
      NAMES.counter(
          Component.WORKERS,
          "holdfast.workers.stuck",
          "{handler}",
          "Handlers that went on although their deadline had passed and they were interrupted.");

  /** How long operations of a client of the queue take. */
  public static final Metric OPERATION_DURATION =
      NAMES.histogram(
          Component.MESSAGING,
          "messaging.client.operation.duration",
          "s",
          Buckets.MESSAGING,
          "Time that an operation of a producer or consumer took, until it was durable.",
          MESSAGING_SYSTEM,
          MESSAGING_OPERATION,
          MESSAGING_DESTINATION,
          ERROR_TYPE);

  /** How long handlers take. */
  public static final Metric PROCESS_DURATION =
      NAMES.histogram(
          Component.MESSAGING,
          "messaging.process.duration",
          "s",
          Buckets.MESSAGING,
          "Time that a handler took for one attempt of a job.",
          MESSAGING_SYSTEM,
          MESSAGING_OPERATION,
          MESSAGING_DESTINATION,
          JOB_TYPE,
          ERROR_TYPE);

  /** Jobs that producers tried to add. */
  public static final Metric SENT_MESSAGES =
      NAMES.counter(
          Component.MESSAGING,
          "messaging.client.sent.messages",
          "{message}",
          "Jobs that a producer tried to add.",
          MESSAGING_SYSTEM,
          MESSAGING_OPERATION,
          MESSAGING_DESTINATION,
          ERROR_TYPE);

  /** Jobs that came to consumers. */
  public static final Metric CONSUMED_MESSAGES =
      NAMES.counter(
          Component.MESSAGING,
          "messaging.client.consumed.messages",
          "{message}",
          "Jobs that were delivered to a handler.",
          MESSAGING_SYSTEM,
          MESSAGING_OPERATION,
          MESSAGING_DESTINATION,
          ERROR_TYPE);

  /** All of them, in the order of this class. */
  static final List<Metric> METRICS = NAMES.all();

  private QueueNames() {}
}
