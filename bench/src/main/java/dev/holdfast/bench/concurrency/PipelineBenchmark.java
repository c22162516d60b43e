package dev.holdfast.bench.concurrency;

import dev.holdfast.concurrency.Cancellation;
import dev.holdfast.concurrency.Pipeline;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What an item costs on its way through three stages of one virtual thread each. The peers are bare
 * loops between channels: no statistics, no errors, no cancellation. The difference is the price of
 * those.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Benchmark)
public class PipelineBenchmark {
  private static final int ITEMS = 10_000;
  private static final int STAGES = 3;
  private static final int WORK_TOKENS = 50;

  @Param({"holdfast", "holdfastChannels", "jdk", "jox"})
  public String peer = "holdfast";

  @Param({"0", "16", "100"})
  public int capacity = 16;

  private final List<Integer> items = Collections.nCopies(ITEMS, 1);

  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public void threeStages(Blackhole blackhole) throws InterruptedException {
    switch (peer) {
      case "holdfast" -> ours(blackhole);
      case "holdfastChannels" -> loops("holdfast", blackhole);
      default -> loops(peer, blackhole);
    }
  }

  private void ours(Blackhole blackhole) throws InterruptedException {
    Pipeline<Integer, Integer> pipeline = Pipeline.named("bench");
    for (int i = 0; i < STAGES; i++) {
      pipeline = pipeline.map("stage" + i, 1, PipelineBenchmark::work).withQueueCapacity(capacity);
    }
    pipeline.run(items, blackhole::consume, Cancellation.create());
  }

  private void loops(String channels, Blackhole blackhole) throws InterruptedException {
    Crew crew = new Crew(Thread.ofVirtual().factory());
    ChannelPeer first = ChannelPeer.create(channels, capacity);
    ChannelPeer last = first;
    for (int i = 0; i < STAGES; i++) {
      ChannelPeer in = last;
      ChannelPeer out = ChannelPeer.create(channels, capacity);
      crew.start(
          1,
          () -> {
            for (int n = 0; n < ITEMS; n++) {
              out.send(work(in.receive()));
            }
          });
      last = out;
    }
    crew.start(
        1,
        () -> {
          for (Integer item : items) {
            first.send(item);
          }
        });
    for (int n = 0; n < ITEMS; n++) {
      blackhole.consume(last.receive());
    }
    crew.join();
  }

  private static Integer work(Integer item) {
    Blackhole.consumeCPU(WORK_TOKENS);
    return item;
  }
}
