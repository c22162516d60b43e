package dev.holdfast.engine;

/**
 * What happened since this engine was opened. Replayed history does not count.
 *
 * @param enqueued jobs added
 * @param dispatched attempts handed to a worker
 * @param completed jobs acknowledged
 * @param extended heartbeats
 * @param failed attempts that a worker reported as failed
 * @param timedOut leases that ran out
 * @param retried attempts that went back to the queue, released and interrupted ones included
 * @param interrupted leases of a dead process that recovery took back
 * @param dead jobs that died
 * @param cancelled jobs that were called off
 * @param requeued dead and cancelled jobs that were put back
 * @param forgotten jobs that are remembered no longer
 * @param lateAnswers acks, fails and heartbeats refused because their lease was over
 * @param rejected commands refused for any other reason
 */
public record EngineCounters(
    long enqueued,
    long dispatched,
    long completed,
    long extended,
    long failed,
    long timedOut,
    long retried,
    long interrupted,
    long dead,
    long cancelled,
    long requeued,
    long forgotten,
    long lateAnswers,
    long rejected) {}
