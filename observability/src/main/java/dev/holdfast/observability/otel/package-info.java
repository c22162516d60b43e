/**
 * OpenTelemetry's API: {@link dev.holdfast.observability.otel.OtelMeters} behind {@link
 * dev.holdfast.observability.Meters}, and traces, which begin with {@link
 * dev.holdfast.observability.otel.JobTracing}.
 */
@NullMarked
package dev.holdfast.observability.otel;

import org.jspecify.annotations.NullMarked;
