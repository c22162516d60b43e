package dev.holdfast.observability.otel;

import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.JobContext;
import io.opentelemetry.api.trace.SpanBuilder;

/**
 * Adds attributes of one's own to the spans of jobs: a tenant, a size. Called on the caller's or
 * the worker's thread, for every span, kept or not; must be quick. What it throws is put on the
 * span and goes no further.
 */
public interface SpanAttributes {
  /** Adds nothing. */
  SpanAttributes NONE = new SpanAttributes() {};

  /** To the span of a job that is enqueued. */
  default void ofEnqueue(JobSpec job, SpanBuilder span) {}

  /** To the span of an attempt. */
  default void ofAttempt(JobContext job, SpanBuilder span) {}
}
