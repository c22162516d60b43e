package dev.holdfast.server.wiring;

import dev.holdfast.engine.JobContext;
import dev.holdfast.engine.JobHandler;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Measures how long attempts take that end well, to a thousandth of their length. Thread safe. */
final class TimedHandler implements JobHandler {
  private static final long LONGEST_NANOS = Duration.ofHours(24).toNanos();

  private final JobHandler handler;
  private final Recorder times = new Recorder(LONGEST_NANOS, 3);

  TimedHandler(JobHandler handler) {
    this.handler = handler;
  }

  @Override
  public void handle(JobContext job) throws Exception {
    long start = System.nanoTime();
    handler.handle(job);
    times.recordValue(Math.clamp(System.nanoTime() - start, 1, LONGEST_NANOS));
  }

  /** Times in nanoseconds since this was last asked. */
  Histogram times() {
    return times.getIntervalHistogram();
  }
}
