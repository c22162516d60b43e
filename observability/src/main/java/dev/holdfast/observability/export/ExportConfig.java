package dev.holdfast.observability.export;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How telemetry is sent. OpenTelemetry's own environment variables and system properties come
 * before all of it. Immutable.
 *
 * @param properties defaults for OpenTelemetry's properties, by their dotted names
 * @param keepNotable whether attempts that failed or were slow are kept although the sampler did
 *     not choose them
 * @param slow from this duration on an attempt is slow
 * @param closeTimeout how long closing may wait for the last export
 * @param warnings told once when something cannot be sent, by a thread of the SDK
 */
public record ExportConfig(
    Map<String, String> properties,
    boolean keepNotable,
    Duration slow,
    Duration closeTimeout,
    Consumer<String> warnings) {

  /** Copies the map. */
  public ExportConfig {
    properties = Collections.unmodifiableMap(new TreeMap<>(properties));
  }

  /**
   * OTLP over HTTP with protobuf, the service {@code holdfast}, W3C trace context without baggage;
   * failed attempts and those of 10 s and more are kept; 5 s to close; warnings go nowhere.
   */
  public static ExportConfig defaults() {
    return new ExportConfig(
        Map.of(
            "otel.service.name", "holdfast",
            "otel.exporter.otlp.protocol", "http/protobuf"),
        true,
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        _ -> {});
  }

  /** The same with one more default, or another. */
  public ExportConfig withProperty(String name, String value) {
    Map<String, String> more = new TreeMap<>(properties);
    more.put(name, value);
    return new ExportConfig(more, keepNotable, slow, closeTimeout, warnings);
  }

  /** The same, keeping notable attempts or not. */
  public ExportConfig withNotable(boolean keep, Duration slowFrom) {
    return new ExportConfig(properties, keep, slowFrom, closeTimeout, warnings);
  }

  /** The same with another patience. */
  public ExportConfig withCloseTimeout(Duration timeout) {
    return new ExportConfig(properties, keepNotable, slow, timeout, warnings);
  }

  /** The same, telling somebody else. */
  public ExportConfig withWarnings(Consumer<String> to) {
    return new ExportConfig(properties, keepNotable, slow, closeTimeout, to);
  }
}
