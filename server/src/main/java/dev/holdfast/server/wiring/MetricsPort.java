package dev.holdfast.server.wiring;

import dev.holdfast.engine.Engine;
import dev.holdfast.engine.Workers;
import dev.holdfast.observability.export.TelemetryExport;
import dev.holdfast.observability.prometheus.PrometheusRegistries;
import dev.holdfast.server.config.ServerConfig;
import dev.holdfast.server.http.MetricsServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a run and the port that shows them. To start a registry and an HTTP stack takes
 * longer than a small run, so it happens beside the run and not in its first quarter of a second:
 * who asks earlier finds nobody there, who asks later finds everything counted.
 */
final class MetricsPort implements AutoCloseable {
  private static final long HEAD_START_MILLIS = 250;
  private static final long CLOSE_MILLIS_MAX = 10_000;

  private final ServerConfig config;
  private final OptionalInt port;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicReference<@Nullable Workers> workers = new AtomicReference<>();
  private @Nullable Thread starter;

  private MetricsPort(ServerConfig config, OptionalInt port) {
    this.config = config;
    this.port = port;
  }

  /**
   * Looks whether the port of the configuration is free.
   *
   * @param pushed whether metrics are wanted by a collector, with a port or without
   * @return null if no metrics are wanted, or none can be and nobody asked for them
   * @throws PortInUseException if it is taken, and somebody asked for it
   */
  static @Nullable MetricsPort claim(ServerConfig config, boolean pushed, RunDisplay display) {
    OptionalInt port = config.metricsPort() == 0 ? OptionalInt.empty() : free(config, display);
    return port.isPresent() || pushed ? new MetricsPort(config, port) : null;
  }

  private static OptionalInt free(ServerConfig config, RunDisplay display) {
    String host = config.metricsHost();
    int port = config.metricsPort();
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      return OptionalInt.of(probe.getLocalPort());
    } catch (IOException e) {
      String problem =
          "port %d of %s, for metrics, cannot be opened (%s)".formatted(port, host, e.getMessage());
      if (config.metricsPortAsked()) {
        throw new PortInUseException(
            problem + "; choose another with --metrics-port, or --no-metrics", e);
      }
      display.warn(problem + "; going on without");
      return OptionalInt.empty();
    }
  }

  /** Begins to show this engine, whose events these listeners are told. */
  void serve(
      Engine engine,
      DataDirectories directories,
      Listeners listeners,
      Telemetry telemetry,
      RunDisplay display) {
    starter =
        Thread.ofPlatform()
            .name("holdfast-metrics")
            .daemon()
            .start(() -> serveUntilClosed(engine, directories, listeners, telemetry, display));
  }

  /** From now on there are workers to show. */
  void show(Workers started) {
    workers.set(started);
  }

  private void serveUntilClosed(
      Engine engine,
      DataDirectories directories,
      Listeners listeners,
      Telemetry telemetry,
      RunDisplay display) {
    try {
      if (closed.await(HEAD_START_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
      Optional<PrometheusMeterRegistry> registry =
          port.isPresent() ? Optional.of(PrometheusRegistries.withExemplars()) : Optional.empty();
      QueueMetrics metrics =
          QueueMetrics.bind(
              engine, registry, telemetry.export(), directories, workers, config.workerCount());
      listeners.join(metrics.listener());
      telemetry.timings().join(metrics.messaging());
      if (registry.isPresent()) {
        serve(
            new QueuePages(
                engine, registry.get(), telemetry.export().map(TelemetryExport::sampler)));
      }
    } catch (IOException | RuntimeException e) {
      // Metrics are not worth a run.
      display.warn("there will be no metrics: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(QueuePages pages) throws IOException, InterruptedException {
    try (MetricsServer _ = MetricsServer.start(config.metricsHost(), port.orElseThrow(), pages)) {
      closed.await();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Thread running = starter;
    if (running != null) {
      try {
        running.join(CLOSE_MILLIS_MAX);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
