/**
 * OpenTelemetry's API behind {@link dev.holdfast.observability.Meters}: {@link
 * dev.holdfast.observability.otel.OtelMeters}.
 */
@NullMarked
package dev.holdfast.observability.otel;

import org.jspecify.annotations.NullMarked;
