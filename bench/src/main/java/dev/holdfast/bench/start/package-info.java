/**
 * How long it takes until {@code ./holdfast} has done something: {@link
 * dev.holdfast.bench.start.StartScenario} measures, {@link dev.holdfast.bench.start.StartReport}
 * makes the table of {@code server/README.md}.
 */
@NullMarked
package dev.holdfast.bench.start;

import org.jspecify.annotations.NullMarked;
