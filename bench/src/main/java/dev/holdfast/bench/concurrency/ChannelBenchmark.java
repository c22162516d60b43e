package dev.holdfast.bench.concurrency;

import java.util.concurrent.ThreadFactory;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an element costs from send to receive: one sender and one receiver, four and four, on
 * virtual and on platform threads. The threads are started inside the operation.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3) // what hands over from thread to thread differs more between JVMs than within one
public class ChannelBenchmark {
  private static final int ITEMS = 20_000;
  private static final Integer ITEM = 1;

  /** The channel; {@code peer-capacity}, 0 for a rendezvous. */
  @State(Scope.Benchmark)
  public static class Subject {
    @Param({
      "holdfast-0",
      "jdk-0",
      "transferQueue-0",
      "jox-0",
      "holdfast-1",
      "jdk-1",
      "jox-1",
      "holdfast-16",
      "jdk-16",
      "jox-16",
      "holdfast-100",
      "jdk-100",
      "jox-100"
    })
    public String channel = "holdfast-0";

    @Param({"virtual", "platform"})
    public String threads = "virtual";

    ChannelPeer peer = ChannelPeer.create("holdfast", 0);
    ThreadFactory factory = Thread.ofVirtual().factory();

    @Setup
    public void open() {
      int dash = channel.indexOf('-');
      peer =
          ChannelPeer.create(
              channel.substring(0, dash), Integer.parseInt(channel.substring(dash + 1)));
      factory =
          threads.equals("virtual") ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
    }
  }

  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public void oneToOne(Subject subject) throws InterruptedException {
    pass(subject, 1);
  }

  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public void fourToFour(Subject subject) throws InterruptedException {
    pass(subject, 4);
  }

  private static void pass(Subject subject, int pairs) throws InterruptedException {
    ChannelPeer peer = subject.peer;
    Crew crew = new Crew(subject.factory);
    crew.start(
        pairs,
        () -> {
          for (int i = 0; i < ITEMS / pairs; i++) {
            peer.send(ITEM);
          }
        });
    crew.start(
        pairs,
        () -> {
          for (int i = 0; i < ITEMS / pairs; i++) {
            peer.receive();
          }
        });
    crew.join();
  }
}
