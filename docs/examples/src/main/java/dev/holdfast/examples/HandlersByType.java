package dev.holdfast.examples;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.Handlers;
import dev.holdfast.engine.Heartbeat;
import dev.holdfast.engine.JobContext;
import dev.holdfast.engine.JobFailedException;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.engine.WorkersConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Workers that know what to do with which type of job. */
public final class HandlersByType {

  private HandlersByType() {}

  /** What the payload of a {@code resize} is read into: {@code 800x600}. */
  record Size(int width, int height) {
    /** Any JSON library does here as well. */
    static Size read(Payload payload) {
      String[] sides = payload.toUtf8().split("x", 2);
      return new Size(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    }
  }

  /** Takes the data folder as its argument. */
  public static void main(String[] args) {
    Handlers handlers =
        Handlers.builder()
            .on("email", HandlersByType::send)
            .on("resize", Size::read, HandlersByType::resize)
            .concurrency("resize", 2)
            .build();
    Path folder = Path.of(args[0]);
    try (Engine engine = Engine.open(folder, EngineConfig.defaults(), EngineListener.NONE)) {
      engine.startWorkers(WorkersConfig.of(8).withName("studio"), handlers);
      engine
          .enqueue(
              List.of(
                  job("picture-1", "resize", "800x600"),
                  job("picture-2", "resize", "as large as you can"),
                  job("letter-1", "email", "ada@example.org"),
                  job("letter-2", "email", "nowhere")))
          .join();
      engine.whenIdle().join();
      List.of("picture-1", "picture-2", "letter-1", "letter-2")
          .forEach(id -> show(engine.find(new JobId(id)).join().orElseThrow()));
    }
  }

  private static void resize(Size size, JobContext job) throws InterruptedException {
    // A long job says that it is alive, and learns whether it is still its own.
    Heartbeat heartbeat =
        job.heartbeat(Duration.ofMinutes(1), JsonPayload.parse("{\"percent\":50}"));
    if (heartbeat.status() == Heartbeat.Status.HELD) {
      job.result(JsonPayload.parse("{\"pixels\":%d}".formatted(size.width() * size.height())));
    }
  }

  private static void send(JobContext job) {
    if (!job.payload().toUtf8().contains("@")) {
      // Another attempt would fail as well.
      throw JobFailedException.permanent("no such address");
    }
  }

  private static JobSpec job(String id, String type, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    return JobSpec.of(new JobId(id), Payload.of(payload)).withType(type);
  }

  private static void show(Job job) {
    IO.println("%s is %s, attempt %d".formatted(job.id(), job.state(), job.attempt()));
    if (!job.attempts().result().isEmpty()) {
      IO.println("  result: " + job.attempts().result().toUtf8());
    }
    if (!job.reason().isEmpty()) {
      IO.println("  " + job.reason());
    }
  }
}
