package dev.holdfast.observability.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Headers;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.EnqueueResult;
import dev.holdfast.engine.JobContext;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MeasuredTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MessagingMetrics metrics = new MessagingMetrics(new MicrometerMeters(registry));

  private static JobContext attempt(Deadline deadline) {
    return new JobContext(
        new JobId("a"), "emails", "welcome", Payload.EMPTY, Headers.NONE, 1, deadline);
  }

  @Test
  void attemptsAreTimedByQueueTypeAndError() throws Exception {
    Measured.handler(_ -> {}, metrics).handle(attempt(Deadline.NEVER));
    assertThatThrownBy(() ->
            Measured.handler(
                    _ -> {
                      throw new IOException("no");
                    },
                    metrics)
                .handle(attempt(Deadline.NEVER)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() ->
            Measured.handler(
                    _ -> {
                      throw new InterruptedException();
                    },
                    metrics)
                .handle(attempt(Deadline.after(Duration.ZERO))))
        .isInstanceOf(InterruptedException.class);
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
