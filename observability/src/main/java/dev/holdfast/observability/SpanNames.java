package dev.holdfast.observability;

/**
 * What spans are called and what stands on them: OpenTelemetry's conventions for messaging, which
 * are still in development and therefore copied here, and our own. A span's name is its operation
 * and the queue, never an id.
 */
public final class SpanNames {

  /** One job is added: PRODUCER. A batch is: CLIENT, with links to its {@link #CREATE}. */
  public static final String ENQUEUE = "enqueue";

  /** One job of a batch: PRODUCER. */
  public static final String CREATE = "create";

  /** Jobs are handed to a worker that asked: CLIENT, with links to each job's creation. */
  public static final String RECEIVE = "receive";

  /** One attempt: CONSUMER, a trace of its own, with a link to the job's creation. */
  public static final String PROCESS = "process";

  /** A job was acknowledged: CLIENT, within its attempt. */
  public static final String ACK = "ack";

  /** A failure was reported: CLIENT, within its attempt. */
  public static final String NACK = "nack";

  /** A caller parked: INTERNAL, begun only when it really did. */
  public static final String WAIT = "wait";

  /** Value of {@link Labels#MESSAGING_OPERATION_TYPE} of {@link #CREATE}. */
  public static final String TYPE_CREATE = "create";

  /** Value of {@link Labels#MESSAGING_OPERATION_TYPE} of {@link #ENQUEUE}. */
  public static final String TYPE_SEND = "send";

  /** Value of {@link Labels#MESSAGING_OPERATION_TYPE} of {@link #RECEIVE}. */
  public static final String TYPE_RECEIVE = "receive";

  /** Value of {@link Labels#MESSAGING_OPERATION_TYPE} of {@link #PROCESS}. */
  public static final String TYPE_PROCESS = "process";

  /** Value of {@link Labels#MESSAGING_OPERATION_TYPE} of {@link #ACK} and {@link #NACK}. */
  public static final String TYPE_SETTLE = "settle";

  /** Convention: the job's id. On spans only: as a label it would make a series a job. */
  public static final String MESSAGE_ID = "messaging.message.id";

  /** Convention: how many jobs a batch has. */
  public static final String BATCH_COUNT = "messaging.batch.message_count";

  /** Which attempt of the job it is, from 1 on. */
  public static final String JOB_ATTEMPT = "holdfast.job.attempt";

  /** What a caller waited for: the name of a semaphore or a pool. */
  public static final String WAITED_FOR = "holdfast.waited_for";

  /** How many permits a caller wanted. */
  public static final String WEIGHT = "holdfast.permits";

  private SpanNames() {}
}
