package dev.holdfast.observability.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.EnqueueResult;
import dev.holdfast.engine.JobHandler;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.engine.Workers;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredTest {
  @TempDir private Path directory;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MessagingMetrics metrics = new MessagingMetrics(new MicrometerMeters(registry));

  /** Does the work of a job of its own in a real queue. */
  private void attempt(JobHandler work, String id) {
    EngineConfig once =
        EngineConfig.defaults()
            .withLimits(Limits.defaults().withLeaseMillis(300).withFailuresMax(1));
    try (Engine engine = Engine.open(directory, once, EngineListener.NONE);
        Workers _ = engine.startWorkers(1, Measured.handler(work, metrics))) {
      engine
          .enqueue(
              JobSpec.builder(new JobId(id))
                  .queue("emails")
                  .type("welcome")
                  .payload(JsonPayload.parse("{}"))
                  .build())
          .join();
      engine.whenIdle().join();
    }
  }

  @Test
  void attemptsAreTimedByQueueTypeAndError() {
    attempt(_ -> {}, "fine");
    attempt(
        _ -> {
          throw new IOException("no");
        },
        "failing");
    attempt(_ -> new CountDownLatch(1).await(), "endless");
    for (String error : List.of("", "java.io.IOException", "timeout")) {
      assertThat(registry.scrape())
          .contains(
              "messaging_process_duration_seconds_count{error_type=\""
                  + error
                  + "\",holdfast_job_type=\"welcome\",messaging_destination_name=\"emails\",messaging_operation_name=\"process\",messaging_system=\"holdfast\"} 1\n")
          .contains(
              "messaging_client_consumed_messages_total{error_type=\""
                  + error
                  + "\",messaging_destination_name=\"emails\",messaging_operation_name=\"process\",messaging_system=\"holdfast\"} 1.0\n");
    }
  }

  @Test
  void enqueuesAreTimedAndTheirJobsCounted() {
    JobSpec a = JobSpec.builder(new JobId("a")).queue("emails").build();
    JobSpec b = JobSpec.builder(new JobId("b")).queue("emails").build();
    JobSpec c = JobSpec.builder(new JobId("c")).queue("images").build();
    JobProducer fine =
        Measured.producer(
            _ -> CompletableFuture.completedFuture(new EnqueueResult(List.of())), metrics);
    fine.enqueue(List.of(a, b)).join();
    fine.enqueue(List.of(a, c)).join();
    JobProducer full =
        Measured.producer(
            _ -> CompletableFuture.failedFuture(new IllegalStateException("full")), metrics);
    assertThatThrownBy(() -> full.enqueue(List.of(a)).join()).hasMessageContaining("full");
    assertThat(registry.scrape())
        .contains(
            "messaging_client_sent_messages_total{error_type=\"\",messaging_destination_name=\"emails\",messaging_operation_name=\"enqueue\",messaging_system=\"holdfast\"} 2.0\n")
        .contains(
            "messaging_client_sent_messages_total{error_type=\"\",messaging_destination_name=\"\",messaging_operation_name=\"enqueue\",messaging_system=\"holdfast\"} 2.0\n")
        .contains(
            "messaging_client_sent_messages_total{error_type=\"java.lang.IllegalStateException\",messaging_destination_name=\"emails\",messaging_operation_name=\"enqueue\",messaging_system=\"holdfast\"} 1.0\n")
        .contains(
            "messaging_client_operation_duration_seconds_count{error_type=\"\",messaging_destination_name=\"emails\",messaging_operation_name=\"enqueue\",messaging_system=\"holdfast\"} 1\n");
  }
}
