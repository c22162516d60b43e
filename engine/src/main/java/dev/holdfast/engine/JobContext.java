package dev.holdfast.engine;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.JobId;
import dev.holdfast.core.Payload;

/**
 * What a handler knows of the attempt that it makes.
 *
 * @param id the job's id
 * @param payload what to do: one JSON value
 * @param attempt which dispatch of this job it is, from 1 on; with the id it is the fencing token
 * @param deadline when the lease ends and the thread is interrupted; pass it on to whatever waits
 */
public record JobContext(JobId id, Payload payload, int attempt, Deadline deadline) {}
