package dev.holdfast.engine;

/**
 * What an enqueue did. Both kinds of job are durable when this is known.
 *
 * @param added jobs that are new to the queue
 * @param existing jobs that the queue already knew, with the same content: nothing was done to them
 */
public record EnqueueResult(int added, int existing) {}
