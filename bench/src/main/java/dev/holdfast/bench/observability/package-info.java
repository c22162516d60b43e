/**
 * What telemetry costs. {@link dev.holdfast.bench.observability.EventBenchmark} asks for one event,
 * {@link dev.holdfast.bench.observability.JobBenchmark} for all that is done for one job, {@link
 * dev.holdfast.bench.observability.DurableCost} for the throughput of a whole queue; {@link
 * dev.holdfast.bench.observability.CostReport} makes the tables.
 */
@NullMarked
package dev.holdfast.bench.observability;

import org.jspecify.annotations.NullMarked;
