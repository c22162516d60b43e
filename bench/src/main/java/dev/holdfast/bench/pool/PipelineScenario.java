package dev.holdfast.bench.pool;

import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The headline figures: a {@link RequestPipeline} on a virtual thread a request, pooled against
 * unpooled, in turns within one JVM; with large bodies, as text, as bytes and as frames, and with
 * small ones, where pooling is not worth its while. Prints JSON, one object for each round and the
 * medians at the end of each part. How the code was compiled differs from JVM to JVM: run several.
 * {@code PipelineScenario [rounds] [seconds a round] [requests in flight]}.
 */
public final class PipelineScenario {
  private static final int BODIES = 64;
  private static final int WARM_UP_ROUNDS = 2;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final byte[][] bodies = new byte[BODIES][];
  private final Function<Buffers, RequestPipeline> pipelines;
  private final int inFlight;
  private final LongAdder checksum = new LongAdder();

  private PipelineScenario(
      Function<Buffers, RequestPipeline> pipelines,
      BodyMaker maker,
      int bytesMin,
      int bytesMax,
      int inFlight) {
    this.pipelines = pipelines;
    this.inFlight = inFlight;
    Random random = new Random(1);
    for (int i = 0; i < BODIES; i++) {
      // As many small ones as large ones, on a logarithmic scale.
      double part = (double) i / (BODIES - 1);
      double bytes = bytesMin * Math.pow((double) bytesMax / bytesMin, part);
      bodies[i] = maker.make((int) bytes, random);
    }
  }

  private interface BodyMaker {
    byte[] make(int bytes, Random random);
  }

  /** What one round measured. */
  private record Round(
      String bodies,
      String arm,
      double requestsPerSecond,
      double bytesPerRequest,
      double collectionsPerMillionRequests,
      double pauseMillisPerMillionRequests,
      double heapMiBPeak,
      double p50Micros,
      double p99Micros) {
    String json() {
      return String.format(
          Locale.ROOT,
          "{\"bodies\":\"%s\",\"arm\":\"%s\",\"requests_per_second\":%.0f,\"bytes_per_request\":%.0f,"
              + "\"gc_per_million_requests\":%.1f,\"gc_millis_per_million_requests\":%.1f,"
              + "\"heap_mib_peak\":%.1f,\"p50_micros\":%.1f,\"p99_micros\":%.1f}",
          bodies,
          arm,
          requestsPerSecond,
          bytesPerRequest,
          collectionsPerMillionRequests,
          pauseMillisPerMillionRequests,
          heapMiBPeak,
          p50Micros,
          p99Micros);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    int inFlight = args.length > 2 ? Integer.parseInt(args[2]) : 64;
    new PipelineScenario(TextPipeline::new, RequestPipeline::body, 4 << 10, 64 << 10, inFlight)
        .compare("4-64 KiB, as text", rounds, seconds);
    new PipelineScenario(BytePipeline::new, RequestPipeline::body, 4 << 10, 64 << 10, inFlight)
        .compare("4-64 KiB, as bytes", rounds, seconds);
    new PipelineScenario(FramePipeline::new, FramePipeline::frame, 4 << 10, 64 << 10, inFlight)
        .compare("4-64 KiB, frames", rounds, seconds);
    new PipelineScenario(TextPipeline::new, RequestPipeline::body, 32, 256, inFlight)
        .compare("32-256 B, as text", rounds, seconds);
  }

  private void compare(String sizes, int rounds, int seconds) throws InterruptedException {
    List<Round> unpooled = new ArrayList<>();
    List<Round> pooled = new ArrayList<>();
    try (Buffers plain = Buffers.unpooled();
        Buffers pools = Buffers.pooled()) {
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        round(sizes, "unpooled", plain, seconds);
        round(sizes, "pooled", pools, seconds);
      }
      for (int i = 0; i < rounds; i++) {
        unpooled.add(round(sizes, "unpooled", plain, seconds));
        pooled.add(round(sizes, "pooled", pools, seconds));
        System.out.println(unpooled.getLast().json() + "\n" + pooled.getLast().json());
      }
    }
    System.out.println(median(sizes, "unpooled (median)", unpooled).json());
    System.out.println(median(sizes, "pooled (median)", pooled).json());
    if (checksum.sum() == 0) {
      throw new IllegalStateException("nothing was handled");
    }
  }

  private Round round(String sizes, String arm, Buffers buffers, int seconds)
      throws InterruptedException {
    RequestPipeline pipeline = pipelines.apply(buffers);
    Histogram latencies = new ConcurrentHistogram(TimeUnit.SECONDS.toNanos(10), 3);
    Semaphore free = new Semaphore(inFlight);
    settle();
    long collections = sum(GarbageCollectorMXBean::getCollectionCount);
    long pauses = sum(GarbageCollectorMXBean::getCollectionTime);
    long allocated = THREADS.getTotalThreadAllocatedBytes();
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    int requests = 0;
    for (; System.nanoTime() < end; requests++) {
      byte[] body = bodies[requests % BODIES];
      free.acquire();
      long arrival = System.nanoTime();
      var _ =
          Thread.startVirtualThread(() -> {
            checksum.add(pipeline.handle(body));
            latencies.recordValue(System.nanoTime() - arrival);
            free.release();
          });
    }
    free.acquire(inFlight);
    double millions = requests / 1e6;
    return new Round(
        sizes,
        arm,
        requests * 1e9 / (System.nanoTime() - start),
        (double) (THREADS.getTotalThreadAllocatedBytes() - allocated) / requests,
        (sum(GarbageCollectorMXBean::getCollectionCount) - collections) / millions,
        (sum(GarbageCollectorMXBean::getCollectionTime) - pauses) / millions,
        heapPeak() / (1024.0 * 1024.0),
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3);
  }

  private static void settle() {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  private static long sum(ToLongFunction<GarbageCollectorMXBean> value) {
    return ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong(value).sum();
  }

  private static double heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  private static Round median(String sizes, String arm, List<Round> rounds) {
    return new Round(
        sizes,
        arm,
        median(rounds, Round::requestsPerSecond),
        median(rounds, Round::bytesPerRequest),
        median(rounds, Round::collectionsPerMillionRequests),
        median(rounds, Round::pauseMillisPerMillionRequests),
        median(rounds, Round::heapMiBPeak),
        median(rounds, Round::p50Micros),
        median(rounds, Round::p99Micros));
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
    List<Double> sorted =
        rounds.stream().map(value::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    return sorted.get(sorted.size() / 2);
  }
}
