package dev.holdfast.server.it;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that embeds the queue and leaks threads in both ways there are: a handler that ignores
 * its interrupt and so outlives its engine, and threads that nobody ends, twenty more each second.
 * It says when it has begun with both, and ends with its standard input.
 */
final class LeakyProgram {
  static final String LEAKING = "leaking";

  private LeakyProgram() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    try (Engine engine =
        Engine.open(Path.of(args[0]), EngineConfig.defaults(), EngineListener.NONE)) {
      Workers workers =
          engine.startWorkers(
              2,
              job -> {
                begun.countDown();
                waitForEver();
              });
      engine.enqueue(List.of(JobSpec.of(new JobId("a"), Payload.ofJson("{}")))).join();
      begun.await();
      workers.close(Duration.ZERO);
    }
    try (var timer = Executors.newSingleThreadScheduledExecutor()) {
      var _ =
          timer.scheduleAtFixedRate(
              () -> Thread.startVirtualThread(LeakyProgram::waitForEver),
              0,
              50,
              TimeUnit.MILLISECONDS);
      System.out.println(LEAKING);
      while (System.in.read() >= 0) {
        // Until whoever started this lets go.
      }
      timer.shutdownNow();
    }
    System.exit(0);
  }

  private static void waitForEver() {
    while (true) {
      LockSupport.park();
      boolean _ = Thread.interrupted();
    }
  }
}
