package dev.holdfast.observability.otel;

import dev.holdfast.core.Headers;

/**
 * What tracing needs to know of a job.
 *
 * @param queue its queue
 * @param id its id
 * @param type its type, or ""
 * @param attempt which attempt it is, 0 before the first
 * @param headers what travels with it
 */
record JobFacts(String queue, String id, String type, int attempt, Headers headers) {}
