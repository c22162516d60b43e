/**
 * What Holdfast tells the world about itself. Read {@link
 * dev.holdfast.observability.TelemetryNames} first: every metric, as data. Then {@link
 * dev.holdfast.observability.Meters}, the port between the listeners of Holdfast's modules, bound
 * in {@code binding}, and the telemetry libraries, bound in {@code micrometer} and {@code otel}.
 */
@NullMarked
package dev.holdfast.observability;

import org.jspecify.annotations.NullMarked;
