package dev.holdfast.server.wiring;

import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.JobHandler;
import dev.holdfast.observability.binding.JobProducer;
import dev.holdfast.observability.binding.Measured;
import dev.holdfast.observability.export.ExportConfig;
import dev.holdfast.observability.export.TelemetryExport;
import dev.holdfast.observability.otel.BaggagePolicy;
import dev.holdfast.observability.otel.JobTracing;
import dev.holdfast.observability.otel.SpanAttributes;
import dev.holdfast.server.config.ConfigException;
import dev.holdfast.server.config.TelemetryConfig;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The traces of a run, and its way to a collector. Without one it is empty, and what it would wrap
 * it returns as it is.
 */
final class Telemetry implements AutoCloseable {
  /** Held here, or the level that was set would be forgotten with it. */
  private static final Logger SDK_LOG = Logger.getLogger("io.opentelemetry");

  private final @Nullable TelemetryExport export;
  private final @Nullable JobTracing tracing;
  private final LateTimings timings = new LateTimings();

  private Telemetry(@Nullable TelemetryExport export, @Nullable JobTracing tracing) {
    this.export = export;
    this.tracing = tracing;
  }

  /**
   * Starts what the configuration and the environment ask for.
   *
   * @throws ConfigException if a variable says what cannot be
   */
  static Telemetry start(
      TelemetryConfig config, Map<String, String> environment, Consumer<String> warnings) {
    if (!config.sends(environment)) {
      return new Telemetry(null, null);
    }
    // What cannot be sent is counted, and said once in our own words.
    SDK_LOG.setLevel(Level.OFF);
    TelemetryExport export = start(config, warnings);
    BaggagePolicy baggage =
        config.traceBaggage().isEmpty()
            ? BaggagePolicy.none()
            : BaggagePolicy.of(config.traceBaggage().toArray(String[]::new));
    return new Telemetry(export, export.tracing(baggage, SpanAttributes.NONE));
  }

  private static TelemetryExport start(TelemetryConfig config, Consumer<String> warnings) {
    ExportConfig defaults =
        withRatio(config.traceRatio())
            .withNotable(true, config.traceSlow())
            .withWarnings(line -> warnings.accept("telemetry: " + line));
    try {
      return TelemetryExport.start(defaults);
    } catch (ConfigurationException e) {
      throw new ConfigException("telemetry cannot be set up: " + e.getMessage());
    }
  }

  private static ExportConfig withRatio(OptionalDouble ratio) {
    ExportConfig config = ExportConfig.defaults().withProperty("otel.logs.exporter", "none");
    return ratio.isEmpty()
        ? config
        : config
            .withProperty("otel.traces.sampler", "parentbased_traceidratio")
            .withProperty("otel.traces.sampler.arg", "" + ratio.getAsDouble());
  }

  /** The span of a run's enqueueing; null without a collector or a caller. */
  @Nullable RunSpan beginRun(Map<String, String> environment) {
    return export == null ? null : RunSpan.begin(export.openTelemetry(), environment);
  }

  /** The way to the collector, if there is one. */
  Optional<TelemetryExport> export() {
    return Optional.ofNullable(export);
  }

  /** Times of producers and handlers, for whoever joins. */
  LateTimings timings() {
    return timings;
  }

  EngineListener listener(EngineListener next) {
    return tracing == null ? next : tracing.listener(next);
  }

  JobProducer producer(JobProducer next) {
    JobProducer measured = Measured.producer(next, timings);
    return tracing == null ? measured : tracing.producer(measured);
  }

  JobHandler handler(JobHandler next) {
    JobHandler measured = Measured.handler(next, timings);
    return tracing == null ? measured : tracing.handler(measured);
  }

  /** Sends what is left, for a few seconds at most. */
  @Override
  public void close() {
    if (export != null) {
      export.close();
    }
  }
}
