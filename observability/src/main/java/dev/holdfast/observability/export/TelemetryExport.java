package dev.holdfast.observability.export;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Watch;
import dev.holdfast.observability.TelemetryNames;
import dev.holdfast.observability.otel.BaggagePolicy;
import dev.holdfast.observability.otel.JobTracing;
import dev.holdfast.observability.otel.SpanAttributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * OpenTelemetry's SDK, set up as its environment variables say, with {@code http/protobuf} unless
 * they say otherwise. What cannot be sent is dropped and counted; it never blocks whoever measures:
 * spans and logs wait in bounded queues, and threads of the SDK send them.
 *
 * <p>Thread safe. It becomes nobody's global: pass {@link #openTelemetry} on.
 */
public final class TelemetryExport implements AutoCloseable {
  private static final String SPAN_QUEUE = "otel.bsp.max.queue.size";
  private static final String LOG_QUEUE = "otel.blrp.max.queue.size";
  private static final int QUEUE_MAX_DEFAULT = 2048;
  private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

  private final ExportConfig config;
  private final OpenTelemetrySdk sdk;
  private final AdjustableSampler sampler;
  private final DrawnIds ids;
  private final Map<Signal.Kind, Signal> signals;
  private final Trouble trouble;

  private TelemetryExport(OpenTelemetrySdk sdk, Starting parts) {
    this.config = parts.config;
    this.sdk = sdk;
    this.sampler = parts.sampler;
    this.ids = parts.ids;
    this.signals = parts.signals;
    this.trouble = parts.trouble;
  }

  /**
   * Starts the SDK; returns without a connection, so a collector may come later.
   *
   * @throws io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException if a variable says what
   *     cannot be
   */
  public static TelemetryExport start(ExportConfig config) {
    return new Starting(config).start();
  }

  /** For whoever makes spans, measures or logs. */
  public OpenTelemetry openTelemetry() {
    return sdk;
  }

  /** Traces jobs, without baggage and without attributes of one's own. */
  public JobTracing tracing() {
    return tracing(BaggagePolicy.none(), SpanAttributes.NONE);
  }

  /**
   * Traces jobs, {@linkplain JobTracing#sparing sparing} with attempts, and {@linkplain
   * JobTracing#choosing with jobs}, that will not be kept, as far as that is known beforehand.
   */
  public JobTracing tracing(BaggagePolicy baggage, SpanAttributes attributes) {
    Duration slow = config.keepNotable() ? config.slow() : NEVER;
    return JobTracing.of(sdk, baggage, attributes).sparing(slow).choosing(ids);
  }

  /** Decides what is kept, and can be changed. */
  public AdjustableSampler sampler() {
    return sampler;
  }

  /** Reports what became of what was to be sent, until the watch is closed. */
  public Watch watch(Meters meters) {
    Watch all =
        meters.gauge(TelemetryNames.TELEMETRY_SAMPLING_RATIO, () -> sampler.ratios().ratio());
    for (Map.Entry<Signal.Kind, Signal> each : signals.entrySet()) {
      Signal signal = each.getValue();
      String label = each.getKey().label();
      Watch before = all;
      Watch exported =
          meters.total(TelemetryNames.TELEMETRY_ITEMS, signal::exported, label, "exported");
      Watch failed = meters.total(TelemetryNames.TELEMETRY_ITEMS, signal::failed, label, "failed");
      Watch dropped =
          meters.total(TelemetryNames.TELEMETRY_ITEMS, signal::dropped, label, "dropped");
      all =
          () -> {
            before.close();
            exported.close();
            failed.close();
            dropped.close();
          };
    }
    return all;
  }

  /**
   * Sends what waits, spans, metrics and logs side by side; returns when all is sent, or refused,
   * or after the time to close.
   */
  public void flush() {
    join(
        CompletableResultCode.ofAll(
            List.of(
                sdk.getSdkTracerProvider().forceFlush(),
                sdk.getSdkMeterProvider().forceFlush(),
                sdk.getSdkLoggerProvider().forceFlush())));
  }

  /** For the time to close, which may be of any length. */
  private void join(CompletableResultCode result) {
    result.join(NANOSECONDS.convert(config.closeTimeout()), NANOSECONDS);
  }

  /**
   * Sends what waits, in at most the time to close, and ends the SDK. What is left then is given
   * up, counted as failed, and said. Idempotent.
   */
  @Override
  public void close() {
    join(sdk.shutdown());
    signals.forEach((kind, signal) -> trouble.gaveUp(kind, signal.giveUp()));
  }

  /** Hangs our parts between those of the SDK. */
  private static final class Starting {
    private final ExportConfig config;
    private final Trouble trouble;
    private final Map<Signal.Kind, Signal> signals = new EnumMap<>(Signal.Kind.class);
    private final AdjustableSampler sampler;
    private final DrawnIds ids;

    Starting(ExportConfig config) {
      this.config = config;
      this.trouble = new Trouble(config.warnings());
      this.sampler = new AdjustableSampler(SamplingRatios.all(1), config.keepNotable());
      this.ids = new DrawnIds(sampler);
      for (Signal.Kind kind : Signal.Kind.values()) {
        signals.put(kind, new Signal());
      }
    }

    private Signal signal(Signal.Kind kind) {
      return Objects.requireNonNull(signals.get(kind));
    }

    TelemetryExport start() {
      OpenTelemetrySdk sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesSupplier(config::properties)
              .addPropertiesCustomizer(this::takeSampler)
              .addSamplerCustomizer((_, _) -> sampler)
              .addTracerProviderCustomizer((provider, _) -> provider.setIdGenerator(ids))
              .addSpanExporterCustomizer((exporter, _) ->
                  new CountedSpanExporter(exporter, signal(Signal.Kind.TRACES), trouble))
              .addSpanProcessorCustomizer((processor, properties) -> {
                Signal traces = signal(Signal.Kind.TRACES);
                traces.limit(properties.getInt(SPAN_QUEUE, QUEUE_MAX_DEFAULT));
                AdmittedSpans admitted = new AdmittedSpans(processor, traces);
                return config.keepNotable() ? new NotableSpans(admitted, config.slow()) : admitted;
              })
              .addMetricExporterCustomizer((exporter, _) ->
                  new CountedMetricExporter(exporter, signal(Signal.Kind.METRICS), trouble))
              .addLogRecordExporterCustomizer((exporter, _) ->
                  new CountedLogExporter(exporter, signal(Signal.Kind.LOGS), trouble))
              .addLogRecordProcessorCustomizer((processor, properties) -> {
                Signal logs = signal(Signal.Kind.LOGS);
                logs.limit(properties.getInt(LOG_QUEUE, QUEUE_MAX_DEFAULT));
                return new AdmittedLogs(processor, logs);
              })
              .build()
              .getOpenTelemetrySdk();
      return new TelemetryExport(sdk, this);
    }

    /** Reads what the variables say of the sampler, and keeps the SDK from reading it too. */
    private Map<String, String> takeSampler(ConfigProperties properties) {
      sampler.change(SamplingRatios.all(SamplerVariables.ratio(properties)));
      return Map.of(SamplerVariables.SAMPLER, "parentbased_always_on");
    }
  }
}
