package dev.holdfast.concurrency;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A listener that counts: outcomes, error rate, and how long tasks waited and ran. For use by many
 * threads, and by several pools if their sums are wanted.
 */
public final class WorkerPoolMetrics implements WorkerPoolListener {
  /** Filled by the constructor, and not changed after it. */
  private final Map<Outcome, LongAdder> ended = new EnumMap<>(Outcome.class);

  private final LongAdder rejected = new LongAdder();
  private final LongAdder stuck = new LongAdder();
  private final AtomicInteger queueLengthMax = new AtomicInteger();
  private final LatencyHistogram queueTimes = new LatencyHistogram();
  private final LatencyHistogram runTimes = new LatencyHistogram();

  /** Counts from zero. */
  public WorkerPoolMetrics() {
    for (Outcome outcome : Outcome.values()) {
      ended.put(outcome, new LongAdder());
    }
  }

  @Override
  public void taskQueued(int queueLength) {
    if (queueLength > queueLengthMax.get()) {
      queueLengthMax.accumulateAndGet(queueLength, Math::max);
    }
  }

  @Override
  public void taskRejected() {
    rejected.increment();
  }

  @Override
  public void taskEnded(Outcome outcome, long queueNanos, long runNanos) {
    adder(outcome).increment();
    queueTimes.record(queueNanos);
    runTimes.record(runNanos);
  }

  @Override
  public void taskStuck(Thread thread, long runNanos) {
    stuck.increment();
  }

  /** Returns how many tasks ended like this. */
  public long ended(Outcome outcome) {
    return adder(outcome).sum();
  }

  private LongAdder adder(Outcome outcome) {
    return Objects.requireNonNull(ended.get(outcome));
  }

  /** Returns how many were refused. */
  public long rejected() {
    return rejected.sum();
  }

  /** Returns how many ignored their interrupt for longer than the grace. */
  public long stuck() {
    return stuck.sum();
  }

  /** Returns the share of tasks that failed or timed out, from 0 to 1; cancelled ones left out. */
  public double errorRate() {
    long errors = ended(Outcome.FAILED) + ended(Outcome.TIMED_OUT);
    long all = errors + ended(Outcome.SUCCEEDED);
    return all == 0 ? 0 : (double) errors / all;
  }

  /** Returns the longest queue that a submission has seen. */
  public int queueLengthMax() {
    return queueLengthMax.get();
  }

  /** Returns how long tasks waited for a worker. */
  public LatencyHistogram queueTimes() {
    return queueTimes;
  }

  /** Returns how long tasks ran. */
  public LatencyHistogram runTimes() {
    return runTimes;
  }
}
