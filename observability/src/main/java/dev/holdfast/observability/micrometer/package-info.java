/**
 * Micrometer behind {@link dev.holdfast.observability.Meters}: {@link
 * dev.holdfast.observability.micrometer.MicrometerMeters}.
 */
@NullMarked
package dev.holdfast.observability.micrometer;

import org.jspecify.annotations.NullMarked;
