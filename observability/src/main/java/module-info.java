/**
 * Telemetry names and their bindings. Every other module and library is optional: a package needs
 * what its name says, and nothing else. Who writes a module requires those by itself: to pass them
 * on would force all of them on everyone.
 */
module dev.holdfast.observability {
  requires jdk.jfr;
  requires static dev.holdfast.engine;
  requires static dev.holdfast.wal;
  requires static dev.holdfast.snapshot;
  requires static dev.holdfast.concurrency;
  requires static dev.holdfast.pool;
  requires static micrometer.core;
  requires static micrometer.registry.prometheus;
  requires static io.opentelemetry.api;
  requires static io.opentelemetry.context;
  requires static io.opentelemetry.common;
  requires static io.opentelemetry.sdk;
  requires static io.opentelemetry.sdk.common;
  requires static io.opentelemetry.sdk.trace;
  requires static io.opentelemetry.sdk.metrics;
  requires static io.opentelemetry.sdk.logs;
  requires static io.opentelemetry.sdk.autoconfigure;
  requires static io.opentelemetry.sdk.autoconfigure.spi;
  requires static io.prometheus.metrics.model;
  requires static io.prometheus.metrics.tracer.common;
  requires static ch.qos.logback.classic;
  requires static ch.qos.logback.core;
  requires static org.slf4j;
  requires static tools.jackson.core;
  requires static org.jspecify;

  exports dev.holdfast.observability;
  exports dev.holdfast.observability.binding;
  exports dev.holdfast.observability.export;
  exports dev.holdfast.observability.jfr;
  exports dev.holdfast.observability.log;
  exports dev.holdfast.observability.micrometer;
  exports dev.holdfast.observability.otel;
  exports dev.holdfast.observability.prometheus;
}
