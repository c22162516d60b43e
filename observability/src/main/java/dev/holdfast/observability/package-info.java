/**
 * What Holdfast tells the world about itself. Read {@link
 * dev.holdfast.observability.TelemetryNames} first: every metric, as data; the packages below bind
 * them to telemetry libraries.
 */
@NullMarked
package dev.holdfast.observability;

import org.jspecify.annotations.NullMarked;
