package dev.holdfast.bench.observability;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.JsonPayload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.ObjectMapper;

/**
 * What telemetry takes from a durable queue: callers enqueue a job, wait until it is on the disk
 * and until an embedded worker has run it, and take the next. The same queue without telemetry,
 * with metrics, with traces of one job in a hundred, and with both take turns of two seconds in one
 * process, each round in another order, so that a disk that changes its pace meets all of them; a
 * round gives one ratio to the queue without.
 *
 * <p>JMH measures one variant after the other, minutes apart. The disk of a virtual machine changes
 * by more in that time than what is to be measured.
 */
public final class DurableCost {
  private static final List<String> VARIANTS = List.of("off", "metrics", "tracing", "both");
  private static final int CALLERS = 64;
  private static final int WARM_UP_ROUNDS = 3;
  private static final long TURN_NANOS = 2_000_000_000L;

  private static final AtomicLong IDS = new AtomicLong();

  private DurableCost() {}

  /** Writes jobs a second, by variant and round, as JSON to a file; arguments: file, rounds. */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    int rounds = Integer.parseInt(args[1]);
    Path folder = Files.createTempDirectory(Path.of("bench/target").toAbsolutePath(), "cost-");
    HttpServer collector = collector();
    String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort();
    List<Variant> variants = new ArrayList<>();
    try {
      for (String name : VARIANTS) {
        variants.add(Variant.open(name, Files.createDirectory(folder.resolve(name)), endpoint));
      }
      Map<String, List<Double>> perSecond = measure(variants, rounds);
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), perSecond);
      System.out.println(perSecond);
    } finally {
      variants.forEach(Variant::close);
      collector.stop(0);
      delete(folder);
    }
  }

  private static Map<String, List<Double>> measure(List<Variant> variants, int rounds)
      throws Exception {
    Map<String, List<Double>> perSecond = new TreeMap<>();
    List<Variant> order = new ArrayList<>(variants);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
        for (Variant variant : order) {
          double rate = turn(variant, callers);
          if (round >= 0) {
            perSecond.computeIfAbsent(variant.name(), _ -> new ArrayList<>()).add(rate);
          }
        }
        Collections.rotate(order, 1);
      }
    }
    return perSecond;
  }

  private static double turn(Variant variant, ExecutorService callers) throws Exception {
    long start = System.nanoTime();
    List<Future<Long>> counts = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      counts.add(callers.submit(() -> call(variant, start + TURN_NANOS)));
    }
    long jobs = 0;
    for (Future<Long> count : counts) {
      jobs += count.get();
    }
    return jobs * 1e9 / (System.nanoTime() - start);
  }

  private static long call(Variant variant, long untilNanos) {
    long jobs = 0;
    while (System.nanoTime() - untilNanos < 0) {
      String id = "job-" + IDS.incrementAndGet();
      CompletableFuture<Void> ran = variant.awaits(id);
      variant
          .producer()
          .enqueue(List.of(JobSpec.of(new JobId(id), JsonPayload.parse("{\"n\":1}"))))
          .join();
      ran.join();
      jobs++;
    }
    return jobs;
  }

  /** Takes whatever comes. */
  private static HttpServer collector() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
    return server;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (var paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.delete(each);
    }
  }
}
