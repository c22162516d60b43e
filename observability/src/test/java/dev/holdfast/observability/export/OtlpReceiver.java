package dev.holdfast.observability.export;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/**
 * A collector that understands OTLP over HTTP, keeps all it gets, and can be unwell for a while.
 */
final class OtlpReceiver implements AutoCloseable {
  final List<Span> spans = new CopyOnWriteArrayList<>();
  final List<Metric> metrics = new CopyOnWriteArrayList<>();
  final List<LogRecord> logs = new CopyOnWriteArrayList<>();
  final List<String> encodings = new CopyOnWriteArrayList<>();

  /** Answers 503 so many times before it takes anything. */
  final AtomicInteger unwell = new AtomicInteger();

  final AtomicInteger refused = new AtomicInteger();

  private final HttpServer http;
  private volatile CountDownLatch well = new CountDownLatch(0);

  private OtlpReceiver(HttpServer http) {
    this.http = http;
  }

  static OtlpReceiver start() throws IOException {
    OtlpReceiver receiver =
        new OtlpReceiver(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    receiver.http.createContext("/", receiver::answer);
    receiver.http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.http.start();
    return receiver;
  }

  String endpoint() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** Answers nobody until it recovers. */
  void hang() {
    well = new CountDownLatch(1);
  }

  void recover() {
    well.countDown();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      well.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    String encoding = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (exchange;
        InputStream raw = exchange.getRequestBody();
        InputStream body = encoding.equals("gzip") ? new GZIPInputStream(raw) : raw) {
      if (unwell.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        body.readAllBytes();
        refused.incrementAndGet();
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      encodings.add(encoding);
      keep(exchange.getRequestURI().getPath(), body);
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void keep(String path, InputStream body) throws IOException {
    switch (path) {
      case "/v1/traces" ->
          ExportTraceServiceRequest.parseFrom(body)
              .getResourceSpansList()
              .forEach(resource ->
                  resource
                      .getScopeSpansList()
                      .forEach(scope -> spans.addAll(scope.getSpansList())));
      case "/v1/metrics" ->
          ExportMetricsServiceRequest.parseFrom(body)
              .getResourceMetricsList()
              .forEach(resource ->
                  resource
                      .getScopeMetricsList()
                      .forEach(scope -> metrics.addAll(scope.getMetricsList())));
      case "/v1/logs" ->
          ExportLogsServiceRequest.parseFrom(body)
              .getResourceLogsList()
              .forEach(resource ->
                  resource
                      .getScopeLogsList()
                      .forEach(scope -> logs.addAll(scope.getLogRecordsList())));
      default -> throw new IOException("unknown path " + path);
    }
  }

  @Override
  public void close() {
    recover();
    http.stop(0);
  }
}
