package dev.holdfast.bench.observability;

import dev.holdfast.concurrency.SemaphoreListener;
import dev.holdfast.observability.binding.SemaphoreMetrics;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import dev.holdfast.observability.otel.OtelMeters;
import dev.holdfast.observability.prometheus.PrometheusRegistries;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One event at a listener: a counter and a histogram, as a semaphore reports a grant. {@code
 * nothing} is the loop alone, {@code off} the listener that hears nothing behind the guard that
 * modules have, {@code api} OpenTelemetry without an SDK.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms256m", "-Xmx256m"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventBenchmark {

  /** Where the event goes. */
  @Param({"nothing", "off", "api", "micrometer", "otel"})
  public String road = "nothing";

  private SemaphoreListener listener = SemaphoreListener.NOOP;
  private boolean listening;
  private boolean measured;

  /** Opens the road. */
  @Setup
  public void open() {
    measured = !road.equals("nothing");
    listener =
        switch (road) {
          case "nothing", "off" -> SemaphoreListener.NOOP;
          case "api" ->
              new SemaphoreMetrics(new OtelMeters(OpenTelemetry.noop().getMeter("bench")), "disk");
          case "micrometer" ->
              new SemaphoreMetrics(
                  new MicrometerMeters(PrometheusRegistries.withExemplars()), "disk");
          case "otel" -> new SemaphoreMetrics(new OtelMeters(sdk().get("bench")), "disk");
          default -> throw new IllegalArgumentException(road);
        };
    listening = !listener.equals(SemaphoreListener.NOOP);
  }

  private static SdkMeterProvider sdk() {
    return SdkMeterProvider.builder().registerMetricReader(new IdleReader()).build();
  }

  /** Without a reader the SDK would not count at all. */
  private static final class IdleReader implements MetricReader {
    @Override
    public void register(CollectionRegistration registration) {}

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  /** One event. */
  @Benchmark
  public boolean event() {
    if (measured && listening) {
      listener.acquired(1, 1500);
    }
    return listening;
  }
}
