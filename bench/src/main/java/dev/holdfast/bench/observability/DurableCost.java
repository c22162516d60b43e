package dev.holdfast.bench.observability;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.JsonPayload;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.ObjectMapper;

/**
 * What telemetry takes from a durable queue: callers enqueue a job, wait until it is on the disk
 * and until an embedded worker has run it, and take the next.
 *
 * <p>The disk of a virtual machine changes its pace by more, within seconds, than what is to be
 * measured. So the same queue without telemetry and with it take short turns in one process:
 * without, with, with, without. Such four give one ratio, from which a pace that changes evenly
 * falls out. Beside the throughput each turn tells the processor time and the heap that the whole
 * process took for a job, to which the disk matters less.
 *
 * <p>One process compares one kind of telemetry, so that the compiler sees what it would see in
 * production. Both queues begin anew several times, in fresh folders. They take no snapshots: one's
 * would run in the other's turn.
 */
public final class DurableCost {
  private static final int CALLERS = 64;
  private static final int WARM_UP_FOURS = 16;
  private static final int FOURS_PER_BEGINNING = 8;
  private static final int WARM_UP_EXPORTS = 5000;
  private static final int JOBS_PER_EXPORT = 100;
  private static final Duration TURN = Duration.ofMillis(500);

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private static final AtomicLong IDS = new AtomicLong();

  private DurableCost() {}

  /**
   * One turn.
   *
   * @param cpuMicros processor time of the process, a job
   * @param bytes what the process put on the heap, a job
   */
  record Turn(String variant, double jobsPerSecond, double cpuMicros, double bytes) {}

  /**
   * Writes the turns in their order, as JSON.
   *
   * @param args the variant to compare with the queue without, how many fours, the file
   */
  public static void main(String[] args) throws Exception {
    String name = args[0];
    int fours = Integer.parseInt(args[1]);
    Path folder = Files.createTempDirectory(Path.of("bench/target").toAbsolutePath(), "cost-");
    HttpServer collector = collector();
    String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort();
    List<Turn> turns = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      warmUpExport(name, folder, endpoint);
      begin(name, folder, endpoint, callers, WARM_UP_FOURS);
      for (int done = 0; done < fours; done += FOURS_PER_BEGINNING) {
        int next = Math.min(FOURS_PER_BEGINNING, fours - done);
        turns.addAll(begin(name, folder, endpoint, callers, next));
      }
    } finally {
      collector.stop(0);
      delete(folder);
    }
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(Path.of(args[2]).toFile(), turns);
  }

  /**
   * In half a second there is one export, or a few: the compiler would see too little of it for
   * half an hour, and of a process that runs for days that says nothing.
   */
  private static void warmUpExport(String name, Path folder, String collector) throws Exception {
    Path fresh = Files.createTempDirectory(folder, "export-");
    try (Variant with = Variant.open(name, fresh, collector)) {
      for (int i = 0; i < WARM_UP_EXPORTS; i++) {
        run(with, JOBS_PER_EXPORT);
        with.flush();
      }
    }
    delete(fresh);
  }

  private static void run(Variant variant, int jobs) {
    List<JobSpec> specs = new ArrayList<>();
    List<CompletableFuture<Void>> ran = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      JobSpec job = job();
      specs.add(job);
      ran.add(variant.awaits(job.id().value()));
    }
    for (JobSpec job : specs) {
      var _ = variant.producer().enqueue(List.of(job));
    }
    ran.forEach(CompletableFuture::join);
  }

  private static JobSpec job() {
    return JobSpec.of(new JobId("job-" + IDS.incrementAndGet()), JsonPayload.parse("{\"n\":1}"));
  }

  private static List<Turn> begin(
      String name, Path folder, String collector, ExecutorService callers, int fours)
      throws Exception {
    Path fresh = Files.createTempDirectory(folder, "fresh-");
    List<Turn> turns = new ArrayList<>();
    System.gc(); // what the queues before have left
    try (Variant off = Variant.open("off", Files.createDirectory(fresh.resolve("off")), collector);
        Variant with = Variant.open(name, Files.createDirectory(fresh.resolve(name)), collector)) {
      turn(off, callers);
      turn(with, callers);
      for (int i = 0; i < fours; i++) {
        turns.add(turn(off, callers));
        turns.add(turn(with, callers));
        turns.add(turn(with, callers));
        turns.add(turn(off, callers));
      }
    }
    delete(fresh);
    return turns;
  }

  /**
   * What is to be sent is sent before it ends, and the callers go on meanwhile: nobody stops a
   * queue to send spans.
   */
  private static Turn turn(Variant variant, ExecutorService callers) throws Exception {
    long start = System.nanoTime();
    long cpu = SYSTEM.getProcessCpuTime();
    long bytes = THREADS.getTotalThreadAllocatedBytes();
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Long>> counts = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      counts.add(callers.submit(() -> call(variant, over)));
    }
    Thread.sleep(TURN);
    variant.flush();
    over.set(true);
    double jobs = 0;
    for (Future<Long> count : counts) {
      jobs += count.get();
    }
    return new Turn(
        variant.name(),
        jobs * 1e9 / (System.nanoTime() - start),
        (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / jobs,
        (THREADS.getTotalThreadAllocatedBytes() - bytes) / jobs);
  }

  private static long call(Variant variant, AtomicBoolean over) {
    long jobs = 0;
    while (!over.get()) {
      JobSpec job = job();
      CompletableFuture<Void> ran = variant.awaits(job.id().value());
      variant.producer().enqueue(List.of(job)).join();
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
