/**
 * Logs: {@link dev.holdfast.observability.log.JsonLines} writes them as JSON, with the ids of the
 * current trace. Needs logback, Jackson's streaming core and OpenTelemetry's API.
 */
@NullMarked
package dev.holdfast.observability.log;

import org.jspecify.annotations.NullMarked;
