/**
 * The road to Prometheus: {@link dev.holdfast.observability.prometheus.PrometheusRegistries}. Needs
 * Micrometer's Prometheus registry and OpenTelemetry's API.
 */
@NullMarked
package dev.holdfast.observability.prometheus;

import org.jspecify.annotations.NullMarked;
