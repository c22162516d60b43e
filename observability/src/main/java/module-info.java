/** Telemetry names and their bindings. */
module dev.holdfast.observability {
  requires dev.holdfast.engine;
  requires micrometer.core;
  requires static org.jspecify;
}
