/**
 * The road to a collector: {@link dev.holdfast.observability.export.TelemetryExport} sets
 * OpenTelemetry's SDK up as its environment variables say, {@link
 * dev.holdfast.observability.export.AdjustableSampler} decides what is kept. Needs the SDK, its
 * autoconfiguration and the OTLP exporter.
 */
@NullMarked
package dev.holdfast.observability.export;

import org.jspecify.annotations.NullMarked;
