package dev.holdfast.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is said to the outside, besides the metrics port. OpenTelemetry's own environment variables
 * come before it.
 *
 * @param otlp whether traces and metrics are sent to a collector; empty if the environment decides:
 *     they are if a variable names a collector or an exporter
 * @param traceRatio the part of new traces that is kept, 0 to 1; empty for {@code
 *     OTEL_TRACES_SAMPLER}, or all
 * @param traceSlow attempts of this length and more are kept in any case
 * @param traceBaggage the baggage entries that travel with jobs
 * @param jsonLogs whether logs are JSON, one object a line
 */
public record TelemetryConfig(
    Optional<Boolean> otlp,
    OptionalDouble traceRatio,
    Duration traceSlow,
    List<String> traceBaggage,
    boolean jsonLogs) {

  /** So many baggage entries may travel. */
  static final int BAGGAGE_MAX = 16;

  private static final List<String> ASKING =
      List.of(
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
          "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
          "OTEL_TRACES_EXPORTER",
          "OTEL_METRICS_EXPORTER");

  /** Copies the list. */
  public TelemetryConfig {
    traceBaggage = List.copyOf(traceBaggage);
  }

  /** The environment decides, ten seconds are slow, no baggage, logs for people. */
  public static TelemetryConfig defaults() {
    return new TelemetryConfig(
        Optional.empty(), OptionalDouble.empty(), Duration.ofSeconds(10), List.of(), false);
  }

  /** Whether anything is sent, given these environment variables. */
  public boolean sends(Map<String, String> environment) {
    return otlp.orElseGet(() -> ASKING.stream().anyMatch(environment::containsKey));
  }

  TelemetryConfig withOtlp(boolean newOtlp) {
    return new TelemetryConfig(Optional.of(newOtlp), traceRatio, traceSlow, traceBaggage, jsonLogs);
  }

  TelemetryConfig withTraceRatio(double newRatio) {
    return new TelemetryConfig(
        otlp, OptionalDouble.of(newRatio), traceSlow, traceBaggage, jsonLogs);
  }

  TelemetryConfig withTraceSlow(Duration newSlow) {
    return new TelemetryConfig(otlp, traceRatio, newSlow, traceBaggage, jsonLogs);
  }

  TelemetryConfig withTraceBaggage(List<String> newBaggage) {
    return new TelemetryConfig(otlp, traceRatio, traceSlow, newBaggage, jsonLogs);
  }

  TelemetryConfig withJsonLogs(boolean newJsonLogs) {
    return new TelemetryConfig(otlp, traceRatio, traceSlow, traceBaggage, newJsonLogs);
  }
}
