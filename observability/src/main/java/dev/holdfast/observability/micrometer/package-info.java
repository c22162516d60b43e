/**
 * Binds the listeners to Micrometer: {@link dev.holdfast.observability.micrometer.EngineMetrics}.
 */
@NullMarked
package dev.holdfast.observability.micrometer;

import org.jspecify.annotations.NullMarked;
