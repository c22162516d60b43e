package dev.holdfast.server.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sees from outside what jobs do: each is a request to this server, which outlives the processes
 * that are killed. A request for a job that was done before the last kill is held against them.
 */
final class Witness implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final Queue<String> repeated = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Set<String> done = Set.of();

  Witness() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    server.setExecutor(threads);
    server.createContext("/job/", this::see);
    server.createContext("/silent/", this::keepWaiting);
    server.start();
  }

  private void see(HttpExchange exchange) throws IOException {
    String id = exchange.getRequestURI().getPath().substring("/job/".length());
    if (done.contains(id)) {
      repeated.add(id);
    }
    runs.computeIfAbsent(id, absent -> new AtomicInteger()).incrementAndGet();
    requests.incrementAndGet();
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private void keepWaiting(HttpExchange exchange) {
    requests.incrementAndGet();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  /** From now on nobody may run these. */
  void mustNotSeeAgain(Set<String> ids) {
    done = Set.copyOf(ids);
  }

  /** Jobs that ran although they were done. */
  Queue<String> repeated() {
    return repeated;
  }

  int requests() {
    return requests.get();
  }

  Set<String> seen() {
    return Set.copyOf(runs.keySet());
  }

  /** A file of so many jobs. */
  String jobFile(int count, String path) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i ->
            "{\"id\":\"task-%d\",\"payload\":{\"type\":\"network\",\"operation\":\"http_get\",\"url\":\"http://127.0.0.1:%d/%s/task-%d\"}}"
                .formatted(i, server.getAddress().getPort(), path, i))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
