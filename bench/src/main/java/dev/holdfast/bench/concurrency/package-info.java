/**
 * What permits, channels and workers cost, with other libraries beside ours, and how exact the rate
 * limiters are. Read {@link dev.holdfast.bench.concurrency.LimiterBenchmark} first, then {@link
 * dev.holdfast.bench.concurrency.LimiterAccuracy}.
 */
@NullMarked
package dev.holdfast.bench.concurrency;

import org.jspecify.annotations.NullMarked;
