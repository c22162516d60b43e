package dev.holdfast.bench.wal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** So many threads, each of which appends, waits for the acknowledgement, and appends again. */
final class Appenders {
  private final Subject subject;
  private final Log log;
  private final int count;
  private final byte[] record;
  private final RawDisk disk;

  Appenders(Subject subject, Log log, int count, byte[] record, RawDisk disk) {
    this.subject = subject;
    this.log = log;
    this.count = count;
    this.record = record;
    this.disk = disk;
  }

  /** A record that any log takes: one JSON object of so many bytes. */
  static byte[] record(int bytes) {
    String frame = "{\"type\":\"ENQUEUE\",\"payload\":\"\"}";
    String filler = "holdfast".repeat(bytes / 8 + 1).substring(0, bytes - frame.length());
    return frame.replace("\"\"}", "\"" + filler + "\"}").getBytes(StandardCharsets.US_ASCII);
  }

  /** Runs them for so long. */
  Slice run(int round, Duration duration)
      throws InterruptedException, ExecutionException, IOException {
    List<Future<long[]>> running = new ArrayList<>();
    long deviceBytes = disk.deviceBytes();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(subject.threads())) {
      for (int i = 0; i < count; i++) {
        running.add(threads.submit(() -> appendUntil(start + duration.toNanos())));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Histogram all = Percentiles.histogram();
    for (Future<long[]> one : running) {
      for (long nanos : one.get()) {
        all.recordValue(nanos);
      }
    }
    return new Slice(
        subject,
        count,
        round,
        all.getTotalCount(),
        seconds,
        Percentiles.of(all),
        all.getTotalCount() * record.length,
        disk.deviceBytes() - deviceBytes,
        Optional.empty());
  }

  /**
   * Notes durations one behind the other, because a histogram for each of many threads is never in
   * the processor's cache when its turn comes: that alone took a seventh of all time.
   */
  private long[] appendUntil(long end) throws Exception {
    long[] nanos = new long[1 << 10];
    int appends = 0;
    long before = System.nanoTime();
    while (before < end) {
      log.append(record);
      long after = System.nanoTime();
      if (appends == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * appends);
      }
      nanos[appends++] = after - before;
      before = after;
    }
    log.settle();
    return Arrays.copyOf(nanos, appends);
  }
}
