package dev.holdfast.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Serves {@code /metrics} (Prometheus or OpenMetrics text), {@code /status} (JSON), {@code /health}
 * (200, or 503 with the reason) and {@code /sampling} (JSON, which can be put there too), on one
 * event loop.
 */
public final class MetricsServer implements AutoCloseable {
  private static final long START_SECONDS_MAX = 30;
  private static final long CLOSE_SECONDS_MAX = 5;
  private static final String SAMPLING = "/sampling";
  private static final Set<HttpMethod> CHANGES = Set.of(HttpMethod.PUT, HttpMethod.POST);
  private static final Set<HttpMethod> SERVED = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  static final String JSON = "application/json; charset=utf-8";
  static final String TEXT = "text/plain; charset=utf-8";

  private final Vertx vertx;
  private final HttpServer http;

  private MetricsServer(Vertx vertx, HttpServer http) {
    this.vertx = vertx;
    this.http = http;
  }

  /**
   * Starts serving; waits until the port is open.
   *
   * @param port 0 for any free one
   * @throws IOException if the port cannot be opened
   */
  public static MetricsServer start(String host, int port, Pages pages)
      throws IOException, InterruptedException {
    Vertx vertx = vertx();
    try {
      HttpServer http =
          vertx
              .createHttpServer()
              .requestHandler(request -> answer(vertx, request, pages))
              .listen(port, host)
              .toCompletionStage()
              .toCompletableFuture()
              .get(START_SECONDS_MAX, TimeUnit.SECONDS);
      return new MetricsServer(vertx, http);
    } catch (ExecutionException | TimeoutException e) {
      stop(vertx);
      throw new IOException("port " + port + " of " + host + " cannot be opened", e);
    }
  }

  /**
   * Without the parts that write temporary files, and with no more threads than one small port
   * needs.
   */
  private static Vertx vertx() {
    VertxBuilder builder = Vertx.builder();
    return builder
        .with(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)))
        .build();
  }

  /** The port that it serves on. */
  public int port() {
    return http.actualPort();
  }

  private static void answer(Vertx vertx, HttpServerRequest request, Pages pages) {
    HttpServerResponse response = request.response();
    if (SAMPLING.equals(request.path()) && CHANGES.contains(request.method())) {
      SamplingChange.receive(request, pages);
      return;
    }
    if (!SERVED.contains(request.method())) {
      send(response.putHeader("Allow", "GET, HEAD"), 405, TEXT, "only GET is understood\n");
      return;
    }
    switch (request.path()) {
      case "/metrics" -> sendMetrics(vertx, request, pages);
      case "/status" -> send(response, 200, JSON, pages.status());
      case "/health" ->
          pages
              .trouble()
              .ifPresentOrElse(
                  why -> send(response, 503, JSON, down(why)),
                  () -> send(response, 200, JSON, "{\"status\":\"up\"}\n"));
      case SAMPLING ->
          pages
              .sampling()
              .ifPresentOrElse(
                  json -> send(response, 200, JSON, json),
                  () -> send(response, 404, TEXT, "there is no tracing in this run\n"));
      case null, default ->
          send(response, 404, TEXT, "there are /metrics, /status, /health and /sampling\n");
    }
  }

  /** Off the event loop: to read the gauges may mean to ask the queue. */
  private static void sendMetrics(Vertx vertx, HttpServerRequest request, Pages pages) {
    String accept = request.getHeader("Accept");
    HttpServerResponse response = request.response();
    vertx
        .executeBlocking(() -> pages.metrics(accept == null ? "" : accept))
        .onSuccess(page -> send(response, 200, page.contentType(), page.body()))
        .onFailure(e -> send(response, 500, TEXT, "metrics cannot be read: " + e + "\n"));
  }

  private static String down(String why) {
    String reason = new String(JsonStringEncoder.getInstance().quoteAsCharArray(why));
    return "{\"status\":\"down\",\"reason\":\"" + reason + "\"}\n";
  }

  static void send(HttpServerResponse response, int status, String type, String body) {
    response.setStatusCode(status).putHeader("Content-Type", type).end(body);
  }

  @Override
  public void close() {
    stop(vertx);
  }

  private static void stop(Vertx vertx) {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // It serves a port and holds no data: whatever it still does ends with the process.
    }
  }
}
