package dev.holdfast.server.wiring;

import dev.holdfast.engine.Engine;
import dev.holdfast.observability.micrometer.EngineMetrics;
import dev.holdfast.server.config.ServerConfig;
import dev.holdfast.server.http.MetricsServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a run and the port that shows them. To start a registry and an HTTP stack takes
 * longer than a small run, so it happens beside the run and not in its first quarter of a second:
 * who asks earlier finds nobody there, who asks later finds everything counted.
 */
final class MetricsPort implements AutoCloseable {
  private static final long HEAD_START_MILLIS = 250;
  private static final long CLOSE_MILLIS_MAX = 10_000;

  private final String host;
  private final int port;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Thread starter;

  private MetricsPort(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /**
   * Looks whether the port of the configuration is free.
   *
   * @return null if no metrics are wanted, or none can be and nobody asked for them
   * @throws PortInUseException if it is taken, and somebody asked for it
   */
  static @Nullable MetricsPort claim(ServerConfig config, RunDisplay display) {
    String host = config.metricsHost();
    int port = config.metricsPort();
    if (port == 0) {
      return null;
    }
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      return new MetricsPort(host, probe.getLocalPort());
    } catch (IOException e) {
      String problem =
          "port %d of %s, for metrics, cannot be opened (%s)".formatted(port, host, e.getMessage());
      if (config.metricsPortAsked()) {
        throw new PortInUseException(
            problem + "; choose another with --metrics-port, or --no-metrics", e);
      }
      display.warn(problem + "; going on without");
      return null;
    }
  }

  /** Begins to show this engine, whose events these listeners are told. */
  void serve(Engine engine, Listeners listeners, RunDisplay display) {
    starter =
        Thread.ofPlatform()
            .name("holdfast-metrics")
            .daemon()
            .start(() -> serveUntilClosed(engine, listeners, display));
  }

  private void serveUntilClosed(Engine engine, Listeners listeners, RunDisplay display) {
    try {
      if (closed.await(HEAD_START_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
      PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      EngineMetrics metrics = new EngineMetrics(registry);
      metrics.watchDepth(engine::stats);
      listeners.join(metrics);
      try (MetricsServer _ = MetricsServer.start(host, port, new QueuePages(engine, registry))) {
        closed.await();
      }
    } catch (IOException | RuntimeException e) {
      // Metrics are not worth a run.
      display.warn("there will be no metrics: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
