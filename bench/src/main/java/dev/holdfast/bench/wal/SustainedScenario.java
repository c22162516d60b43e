package dev.holdfast.bench.wal;

import dev.holdfast.bench.WorkFolder;
import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalConfig.Format;
import dev.holdfast.wal.WalListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * One log, appended to without a pause through many segments and truncated meanwhile, as a queue
 * does it: what the short turns of {@link AppendScenario} do not show.
 *
 * <p>{@code SustainedScenario APPENDERS SECONDS}
 */
public final class SustainedScenario {
  private static final int RECORD_BYTES = 256;
  private static final long KEPT_BYTES = 256L << 20;
  private static final int STEP_MILLIS = 500;

  /** What is left out at the beginning. */
  private static final int STEPS_TO_WARM_UP = 2;

  private final byte[] record = Appenders.record(RECORD_BYTES);
  private final AtomicBoolean stop = new AtomicBoolean();
  private final Histogram nanos = new ConcurrentHistogram(3);

  private SustainedScenario() {}

  public static void main(String[] args) throws Exception {
    new SustainedScenario().run(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
  }

  private void run(int appenders, int seconds) throws Exception {
    WalConfig config = WalConfig.named("wal.log").withFormat(Format.BINARY);
    try (WorkFolder folder = WorkFolder.create();
        Wal wal = Wal.open(DiskDirectory.open(folder.create("log")), config, WalListener.NOOP)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < appenders; i++) {
        threads.add(Thread.ofVirtual().start(() -> append(wal)));
      }
      List<Long> perSecond = measure(wal, seconds * 1000 / STEP_MILLIS);
      stop.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      System.out.printf(
          "%d appenders: p50 %d us, p99 %d us, p99.9 %d us; a second, by half seconds: %s%n",
          appenders,
          nanos.getValueAtPercentile(50) / 1000,
          nanos.getValueAtPercentile(99) / 1000,
          nanos.getValueAtPercentile(99.9) / 1000,
          perSecond);
    }
  }

  private List<Long> measure(Wal wal, int steps) throws InterruptedException {
    List<Long> perSecond = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      long before = wal.durableSeq();
      Thread.sleep(STEP_MILLIS);
      perSecond.add((wal.durableSeq() - before) * 1000 / STEP_MILLIS);
      wal.truncateToSize(KEPT_BYTES);
      if (step + 1 == STEPS_TO_WARM_UP) {
        nanos.reset();
      }
    }
    return perSecond;
  }

  private void append(Wal wal) {
    while (!stop.get()) {
      long start = System.nanoTime();
      wal.appendDurable(ByteBuffer.wrap(record));
      nanos.recordValue(System.nanoTime() - start);
    }
  }
}
