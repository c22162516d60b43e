/** Telemetry names and their bindings. */
module dev.holdfast.observability {
  requires transitive dev.holdfast.engine;
  requires transitive micrometer.core;
  requires jdk.jfr;
  requires static org.jspecify;

  exports dev.holdfast.observability;
  exports dev.holdfast.observability.jfr;
  exports dev.holdfast.observability.micrometer;
}
