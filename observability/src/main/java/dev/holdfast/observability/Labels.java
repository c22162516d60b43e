package dev.holdfast.observability;

import java.util.List;
import java.util.Set;

/** What metrics are broken down by, and which values there are where their number is fixed. */
public final class Labels {

  /** The queue that a job is in. Anyone may make queues, so it is {@linkplain #CAPPED capped}. */
  public static final String QUEUE = "queue";

  /** The state of a job, a permit, an object or a worker. */
  public static final String STATE = "state";

  /** How something ended. */
  public static final String OUTCOME = "outcome";

  /** Why something was refused. */
  public static final String REASON = "reason";

  /** The name of a log. */
  public static final String LOG = "log";

  /** The name of a snapshot store. */
  public static final String STORE = "store";

  /** The name of a semaphore. */
  public static final String SEMAPHORE = "semaphore";

  /** The name of a rate limiter. */
  public static final String LIMITER = "limiter";

  /** The name of a worker pool or an object pool. */
  public static final String POOL = "pool";

  /** The name of a fan-out. */
  public static final String FAN_OUT = "fan_out";

  /** The name of a pipeline. */
  public static final String PIPELINE = "pipeline";

  /** The name of a pipeline's stage. */
  public static final String STAGE = "stage";

  /** What telemetry sends: {@code traces}, {@code metrics} or {@code logs}. */
  public static final String SIGNAL = "signal";

  /** Convention: always {@value #SYSTEM_HOLDFAST}. */
  public static final String MESSAGING_SYSTEM = "messaging.system";

  /** Convention: what was done, such as {@code enqueue} or {@code process}. */
  public static final String MESSAGING_OPERATION = "messaging.operation.name";

  /** Convention: the kind of operation: create, send, receive, process or settle. */
  public static final String MESSAGING_OPERATION_TYPE = "messaging.operation.type";

  /** Convention: the queue. {@linkplain #CAPPED Capped}. */
  public static final String MESSAGING_DESTINATION = "messaging.destination.name";

  /** Convention: the class of the error; empty on what went well. {@linkplain #CAPPED Capped}. */
  public static final String ERROR_TYPE = "error.type";

  /** The type of a job. {@linkplain #CAPPED Capped}. */
  public static final String JOB_TYPE = "holdfast.job.type";

  /** The value of {@link #MESSAGING_SYSTEM}. */
  public static final String SYSTEM_HOLDFAST = "holdfast";

  /**
   * Takes the place of a capped label's value once it has as many values as are allowed, so that
   * made-up queue names cannot fill the memory of whoever stores the metrics.
   */
  public static final String OVERFLOW = "_other";

  /** Labels whose values come from users, and whose number is therefore bounded. */
  public static final Set<String> CAPPED =
      Set.of(
          QUEUE,
          MESSAGING_DESTINATION,
          ERROR_TYPE,
          JOB_TYPE,
          LOG,
          STORE,
          SEMAPHORE,
          LIMITER,
          POOL,
          FAN_OUT,
          PIPELINE,
          STAGE);

  /** The values of {@link #STATE} of a job. */
  public static final List<String> JOB_STATES =
      List.of("pending", "scheduled", "blocked", "in_flight", "completed", "dead", "cancelled");

  private Labels() {}
}
