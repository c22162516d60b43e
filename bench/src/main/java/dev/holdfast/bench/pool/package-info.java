/**
 * What pooling costs and gains, with plain {@code new} and other pools beside it. Read {@link
 * dev.holdfast.bench.pool.Peer} first, then {@link dev.holdfast.bench.pool.HoldBenchmark} and
 * {@link dev.holdfast.bench.pool.RequestPipeline}.
 */
@NullMarked
package dev.holdfast.bench.pool;

import org.jspecify.annotations.NullMarked;
