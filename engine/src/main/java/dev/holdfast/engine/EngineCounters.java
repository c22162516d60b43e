package dev.holdfast.engine;

/**
 * What happened since this engine was opened. Replayed history does not count.
 *
 * @param enqueued jobs added
 * @param dispatched attempts handed to a worker
 * @param completed jobs acknowledged
 * @param failed attempts that a worker reported as failed
 * @param timedOut leases that ran out
 * @param retried attempts that went back to the queue, interrupted ones included
 * @param interrupted leases of a dead process that recovery took back
 * @param dead jobs that died
 * @param lateAnswers acks and fails refused because their lease was over
 * @param rejected commands refused for any other reason
 */
public record EngineCounters(
    long enqueued,
    long dispatched,
    long completed,
    long failed,
    long timedOut,
    long retried,
    long interrupted,
    long dead,
    long lateAnswers,
    long rejected) {}
