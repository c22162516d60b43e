/** Telemetry names and their bindings. */
module dev.holdfast.observability {
  requires transitive dev.holdfast.engine;
  requires transitive micrometer.core;
  requires static org.jspecify;

  exports dev.holdfast.observability;
  exports dev.holdfast.observability.micrometer;
}
