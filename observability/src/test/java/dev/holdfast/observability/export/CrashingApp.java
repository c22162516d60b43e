package dev.holdfast.observability.export;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.engine.Workers;
import dev.holdfast.observability.otel.JobTracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A program with an embedded queue, run by {@link CrashStoryTest} in JVMs of its own: it enqueues a
 * job and dies in the middle of its first attempt, or finds the job and finishes it.
 */
final class CrashingApp {
  private CrashingApp() {}

  public static void main(String[] args) throws Exception {
    boolean dies = args[2].equals("dies");
    ExportConfig config =
        ExportConfig.defaults()
            .withProperty("otel.exporter.otlp.endpoint", args[1])
            .withProperty("otel.metrics.exporter", "none");
    TelemetryExport export = TelemetryExport.start(config);
    JobTracing tracing = export.tracing();
    // Long leases: on a slow machine the first attempt must die with its process, not before.
    EngineConfig patient =
        EngineConfig.defaults().withLimits(Limits.defaults().withLeaseMillis(600_000));
    try (Engine engine =
        Engine.open(Path.of(args[0]), patient, tracing.listener(EngineListener.NONE))) {
      if (dies) {
        enqueue(engine, export, tracing);
      }
      CountDownLatch working = new CountDownLatch(1);
      try (Workers _ =
          engine.startWorkers(
              1,
              tracing.handler(_ -> {
                working.countDown();
                if (dies) {
                  new CountDownLatch(1).await();
                }
              }))) {
        working.await();
        if (dies) {
          export.flush();
          Runtime.getRuntime().halt(9); // no hook runs, nothing is closed
        }
        engine.whenIdle().join();
      }
    }
    export.close();
  }

  private static void enqueue(Engine engine, TelemetryExport export, JobTracing tracing) {
    Span caller = export.openTelemetry().getTracer("app").spanBuilder("GET /signup").startSpan();
    try (Scope _ = caller.makeCurrent()) {
      JobSpec job =
          JobSpec.builder(new JobId("welcome-1"))
              .queue("emails")
              .payload(JsonPayload.parse("{}"))
              .build();
      tracing.producer(engine::enqueue).enqueue(List.of(job)).join();
    }
    caller.end();
  }
}
