/**
 * Benchmarks of {@code core}: {@link dev.holdfast.bench.core.MachineBenchmark} measures the bare
 * machine, {@link dev.holdfast.bench.core.CoreReport} makes the table of {@code core/README.md}.
 */
@NullMarked
package dev.holdfast.bench.core;

import org.jspecify.annotations.NullMarked;
