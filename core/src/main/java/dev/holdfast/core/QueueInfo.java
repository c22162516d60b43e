package dev.holdfast.core;

/**
 * A queue at one moment. Immutable.
 *
 * @param name its name
 * @param mode whether it takes jobs and hands them out
 * @param settings what holds for it
 * @param stats how many of its jobs stand where
 */
public record QueueInfo(String name, QueueMode mode, QueueSettings settings, QueueStats stats) {}
