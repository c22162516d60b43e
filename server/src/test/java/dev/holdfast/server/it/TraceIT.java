package dev.holdfast.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.observability.QueueNames;
import dev.holdfast.server.it.Holdfast.Result;
import dev.holdfast.server.it.Holdfast.Running;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traces of the distribution, as a collector gets them. */
class TraceIT {
  private static final String CALLER = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER_SPAN = "b7ad6b7169203331";

  @TempDir private Path directory;
  private final Collector collector = collector();
  private final List<String> traceparents = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private HttpServer service;

  private static Collector collector() {
    try {
      return new Collector();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A service that lets the first caller wait, and answers the others. */
  @BeforeEach
  void startService() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    service.createContext("/", this::answer);
    service.start();
    Files.writeString(
        directory.resolve("jobs.json"),
        """
        [{"id":"a","payload":{"type":"network","operation":"http_get","url":"http://127.0.0.1:%d/"}}]
        """
            .formatted(service.getAddress().getPort()));
    Files.writeString(directory.resolve("patient.yaml"), "task_timeout: 10m\nmetrics_port: 0\n");
  }

  @AfterEach
  void stop() {
    closed.countDown();
    service.stop(0);
    collector.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      traceparents.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
      if (traceparents.size() == 1) {
        closed.await();
      }
      exchange.sendResponseHeaders(200, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Holdfast holdfast() {
    return new Holdfast(directory)
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
        .with("OTEL_BSP_SCHEDULE_DELAY", "50");
  }

  @Test
  void aJobIsOneStoryThroughTheDeathOfItsProcess() {
    Running first =
        holdfast()
            .with("TRACEPARENT", "00-" + CALLER + "-" + CALLER_SPAN + "-01")
            .start("run", "jobs.json", "--config", "patient.yaml", "--allow-network");
    assertThat(
            first.awaits(() ->
                traceparents.size() == 1
                    && collector.named("enqueue default").size() == 1
                    && collector.named("holdfast run").size() == 1))
        .as("%s", collector.spans)
        .isTrue();
    first.kill();
    Result second =
        holdfast().run("run", "jobs.json", "--config", "patient.yaml", "--allow-network");
    assertThat(second.exitCode()).as("%s", second).isZero();

    Span run = collector.named("holdfast run").getFirst();
    assertThat(Collector.hex(run.getTraceId())).isEqualTo(CALLER);
    assertThat(Collector.hex(run.getParentSpanId())).isEqualTo(CALLER_SPAN);
    Span enqueue = collector.named("enqueue default").getFirst();
    assertThat(enqueue.getTraceId()).isEqualTo(run.getTraceId());
    assertThat(enqueue.getParentSpanId()).isEqualTo(run.getSpanId());

    // The first attempt died with its process; the second knows where its job comes from.
    assertThat(collector.named("process default")).hasSize(1);
    Span attempt = collector.named("process default").getFirst();
    assertThat(number(attempt, "holdfast.job.attempt")).isEqualTo(2);
    assertThat(attempt.getLinksList())
        .singleElement()
        .satisfies(link -> {
          assertThat(link.getTraceId()).isEqualTo(enqueue.getTraceId());
          assertThat(link.getSpanId()).isEqualTo(enqueue.getSpanId());
        });
    Span ack = collector.named("ack default").getFirst();
    assertThat(ack.getTraceId()).isEqualTo(attempt.getTraceId());
    assertThat(ack.getParentSpanId()).isEqualTo(attempt.getSpanId());

    // And the service that the job called belongs to the attempt that called it.
    assertThat(traceparents).hasSize(2).doesNotHaveDuplicates();
    assertThat(traceparents.get(1))
        .isEqualTo(
            "00-"
                + Collector.hex(attempt.getTraceId())
                + "-"
                + Collector.hex(attempt.getSpanId())
                + "-03");
  }

  @Test
  void withoutAPortMetricsArePushedAllTheSame() {
    traceparents.add("nobody waits");
    Result result =
        holdfast().run("run", "jobs.json", "--config", "patient.yaml", "--allow-network");
    assertThat(result.exitCode()).as("%s", result).isZero();
    // A run that is over within its head start has no metrics, as it has no port.
    if (!collector.metrics.isEmpty()) {
      assertThat(collector.metrics).contains(QueueNames.JOBS_COMPLETED.name());
    }
  }

  @Test
  void aCollectorThatIsNotThereHarmsNobody() {
    traceparents.add("nobody waits");
    Result result =
        new Holdfast(directory)
            .with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
            .run("run", "jobs.json", "--config", "patient.yaml", "--allow-network");
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.err()).contains("Warning: telemetry: traces cannot be sent: ");
    assertThat(result.err()).doesNotContain("Exception in").doesNotContain("\tat ");
  }

  @Test
  void logsAreJsonOnRequest() throws IOException {
    traceparents.add("nobody waits");
    Files.writeString(
        directory.resolve("json.yaml"), "metrics_port: 0\nlog_format: json\nmax_retry: 1\n");
    Result result = new Holdfast(directory).run("run", "jobs.json", "--config", "json.yaml");
    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.err().lines())
        .isNotEmpty()
        .allMatch(line -> line.startsWith("{\"timestamp\":"));
    assertThat(result.err())
        .contains("\"message\":\"a job is dead\"")
        .contains("\"job\":\"a\"")
        .contains("run with --allow-network");
    assertThat(result.err().getBytes(UTF_8)).endsWith((byte) '\n');
  }

  @Test
  void aVariableThatSaysWhatCannotBeIsOneLineAndNothingRuns() {
    Result result =
        holdfast()
            .with("OTEL_TRACES_SAMPLER", "dice")
            .run("run", "jobs.json", "--config", "patient.yaml");
    assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
    assertThat(result.err()).startsWith("telemetry cannot be set up: OTEL_TRACES_SAMPLER: dice");
    assertThat(result.err().lines()).hasSize(1);
  }

  private static long number(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(KeyValue::getValue)
        .findFirst()
        .orElseThrow()
        .getIntValue();
  }
}
