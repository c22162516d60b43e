/**
 * The durable queue as a whole: full cycles of a job beside other durable queues, what a snapshot
 * does to those who wait, and how long recovery takes. Read {@link
 * dev.holdfast.bench.engine.CycleScenario} first.
 */
@NullMarked
package dev.holdfast.bench.engine;

import org.jspecify.annotations.NullMarked;
