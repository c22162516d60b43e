package dev.holdfast.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.concurrency.Cancellation;
import dev.holdfast.concurrency.Deadline;
import dev.holdfast.concurrency.FanOut;
import dev.holdfast.concurrency.Pipeline;
import dev.holdfast.concurrency.PipelineRun;
import dev.holdfast.concurrency.RateLimiter;
import dev.holdfast.concurrency.RateLimiterConfig;
import dev.holdfast.concurrency.Semaphore;
import dev.holdfast.concurrency.SemaphoreConfig;
import dev.holdfast.concurrency.WorkerPool;
import dev.holdfast.concurrency.WorkerPoolConfig;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.binding.FanOutMetrics;
import dev.holdfast.observability.binding.PipelineMetrics;
import dev.holdfast.observability.binding.PoolMetrics;
import dev.holdfast.observability.binding.RateLimiterMetrics;
import dev.holdfast.observability.binding.SemaphoreMetrics;
import dev.holdfast.observability.binding.TaskMetrics;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import dev.holdfast.observability.prometheus.PrometheusRegistries;
import dev.holdfast.pool.Pool;
import dev.holdfast.pool.Pooled;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that uses the parts by themselves - semaphore, limiter, worker pool, fan-out, pipeline,
 * object pool - hard enough that each has something to report, and shows it to Prometheus.
 */
final class Parts implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(5);
  private static final List<Integer> ITEMS = List.of(1, 2, 3, 4, 5, 6, 7, 8);

  private final PrometheusMeterRegistry registry = PrometheusRegistries.withExemplars();
  private final Meters meters = new MicrometerMeters(registry);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final List<WorkerPool> pools = new ArrayList<>();
  private volatile boolean closed;

  private Parts() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(threads);
    server.createContext("/metrics", this::scrape);
  }

  static Parts start() throws IOException {
    Parts parts = new Parts();
    parts.useSemaphore();
    parts.useLimiter();
    parts.useWorkerPool();
    parts.useFanOut();
    parts.usePipeline();
    parts.useObjectPool();
    parts.server.start();
    return parts;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void scrape(HttpExchange exchange) throws IOException {
    byte[] text = registry.scrape().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(200, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  /** Until the end, a hundred times a second. */
  private void repeat(Step step) {
    var _ =
        threads.submit(() -> {
          while (!closed) {
            step.take();
            work(10);
          }
          return null;
        });
  }

  private interface Step {
    void take() throws Exception;
  }

  private static void work(int millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }

  private void useSemaphore() {
    SemaphoreMetrics metrics = new SemaphoreMetrics(meters, "database");
    Semaphore semaphore = Semaphore.create(SemaphoreConfig.of("database", 4), metrics);
    var _ = metrics.watch(semaphore);
    for (int user = 0; user < 8; user++) {
      repeat(() -> {
        if (semaphore.tryAcquire(1, Deadline.after(PATIENCE))) {
          work(8);
          semaphore.release(1);
        }
      });
    }
  }

  private void useLimiter() {
    RateLimiterMetrics metrics = new RateLimiterMetrics(meters, "api");
    RateLimiter limiter =
        RateLimiter.create(RateLimiterConfig.of("api", 100, Duration.ofSeconds(1)), metrics);
    var _ = metrics.watch(limiter);
    for (int caller = 0; caller < 2; caller++) {
      repeat(() -> limiter.tryAcquire(1, Deadline.after(PATIENCE)));
    }
  }

  private void useWorkerPool() {
    TaskMetrics metrics = new TaskMetrics(meters, "thumbnails");
    WorkerPool pool =
        WorkerPool.create(WorkerPoolConfig.named("thumbnails").withWorkers(2), metrics);
    var _ = metrics.watch(pool);
    repeat(() -> {
      for (int task = 0; task < 3; task++) {
        var _ = pool.submit(() -> slowly(4), Deadline.after(Duration.ofSeconds(1)));
      }
    });
    pools.add(pool);
  }

  private void useFanOut() {
    FanOutMetrics metrics = new FanOutMetrics(meters, "shards");
    FanOut fanOut = FanOut.of("shards", 4);
    repeat(() -> metrics.map(fanOut, ITEMS, Parts::slowly));
  }

  private static Integer slowly(Integer item) {
    work(item);
    return item;
  }

  private void usePipeline() {
    PipelineMetrics metrics = new PipelineMetrics(meters, "import");
    Pipeline<Integer, Integer> pipeline =
        Pipeline.<Integer>named("import").map("parse", 2, Parts::slowly).map("store", 1, it -> it);
    repeat(() -> {
      try (PipelineRun<Integer, Integer> run = pipeline.start(Cancellation.create(), metrics);
          var _ = metrics.watch(run)) {
        var sent = threads.submit(() -> send(run));
        run.forEach(_ -> work(1));
        sent.get();
      }
    });
  }

  private static Void send(PipelineRun<Integer, Integer> run) throws InterruptedException {
    for (Integer item : ITEMS) {
      run.send(item);
    }
    run.finish();
    return null;
  }

  private void useObjectPool() {
    PoolMetrics metrics = new PoolMetrics(meters);
    Pool<StringBuilder> pool =
        Pool.<StringBuilder>named("text", StringBuilder::new)
            .reset(text -> text.setLength(0))
            .countMax(4)
            .listener(metrics)
            .build();
    var _ = metrics.watch(pool::stats);
    for (int user = 0; user < 6; user++) {
      repeat(() -> {
        try (Pooled<StringBuilder> text = pool.borrow()) {
          text.get().append("used");
          work(5);
        }
      });
    }
  }

  @Override
  public void close() {
    closed = true;
    server.stop(0);
    threads.close();
    pools.forEach(WorkerPool::close);
    registry.close();
  }
}
