package dev.holdfast.server.it;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Receives traces and metrics over OTLP, as a collector does. */
final class Collector implements AutoCloseable {
  final List<Span> spans = new CopyOnWriteArrayList<>();
  final Set<String> metrics = new ConcurrentSkipListSet<>();
  private final HttpServer server;

  Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", exchange -> take(exchange, this::takeSpans));
    server.createContext("/v1/metrics", exchange -> take(exchange, this::takeMetrics));
    server.start();
  }

  private interface Reader {
    void read(InputStream body) throws IOException;
  }

  private static void take(HttpExchange exchange, Reader reader) throws IOException {
    try (exchange;
        InputStream body = exchange.getRequestBody()) {
      reader.read(body);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void takeSpans(InputStream body) throws IOException {
    ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .forEach(scope -> spans.addAll(scope.getSpansList()));
  }

  private void takeMetrics(InputStream body) throws IOException {
    ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsList().stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .forEach(metric -> metrics.add(metric.getName()));
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Span> named(String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).toList();
  }

  static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
