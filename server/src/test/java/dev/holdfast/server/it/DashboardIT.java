package dev.holdfast.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.it.Dashboard.Question;
import dev.holdfast.server.it.Holdfast.Running;
import dev.holdfast.server.it.Prometheus.Said;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Dashboard and alert rules before the real Prometheus: its tool checks them, and it scrapes a
 * queue and parts at work until every panel has something to show.
 */
class DashboardIT {
  private static final long SECONDS_MAX = 60;

  /** With it, a picture of the dashboard is written to this file, after a minute of load. */
  private static final String PICTURE = "holdfast.dashboard.picture";

  private static final long PICTURE_SECONDS = 90;

  /** What nothing in a healthy program brings about. */
  private static final List<String> MAY_BE_EMPTY = List.of("{{queue}} is paused");

  /** Names that were asked for, or that Micrometer gives. */
  private static final List<String> TASTE =
      List.of("queue_depth_gauge ", "process_cpu_time_ns_total ", "system_cpu_count ");

  private static final String REFUSED =
      "{\"id\":\"ID\",\"payload\":{\"type\":\"network\",\"operation\":\"http_get\",\"url\":\"http://127.0.0.1:1/\"}}";

  @TempDir private Path directory;

  @Test
  void theAlertsAreSoundAndFireWhenTheyMust() throws IOException {
    Said checked =
        Prometheus.promtool(
            Dashboard.DIRECTORY, "check", "rules", "--lint=all", "--lint-fatal", "alerts.yaml");
    assertThat(checked.exitCode()).as("%s", checked).isZero();
    assertThat(checked.text()).contains("SUCCESS");
    Said tested = Prometheus.promtool(Dashboard.DIRECTORY, "test", "rules", "alerts.test.yaml");
    assertThat(tested.exitCode()).as("%s", tested).isZero();
  }

  @Test
  void everyPanelIsAnsweredByAPrometheusThatScrapesAQueueAtWork() throws Exception {
    List<Question> questions = Dashboard.questions();
    Path panels = directory.resolve("panels.yaml");
    Files.writeString(panels, Dashboard.asRules(questions));
    Said checked =
        Prometheus.promtool(
            directory, "check", "rules", "--lint=all", "--lint-fatal", panels.toString());
    assertThat(checked.exitCode()).as("%s", checked).isZero();
    assertThat(checked.text()).contains(questions.size() + " rules found");

    int port = freePort();
    try (Collector collector = new Collector();
        Parts parts = Parts.start();
        Prometheus prometheus =
            Prometheus.start(
                directory,
                freePort(),
                List.of(panels, Dashboard.DIRECTORY.resolve("alerts.yaml")),
                List.of(port, parts.port()))) {
      // Not before, or what happens only in the beginning would not be seen.
      prometheus.awaitReady();
      Running queue = startQueue(port, collector);
      try {
        awaitData(queue, prometheus, questions);
        allTargetsAreUp(prometheus);
        allRulesWereEvaluated(prometheus);
        metricsAreSound(prometheus.scrape(port));
        metricsAreSound(prometheus.scrape(parts.port()));
        drawPicture(queue, prometheus);
      } finally {
        queue.kill();
      }
    }
  }

  /** Jobs that succeed, fail, time out, wait for their time and for each other. */
  private Running startQueue(int port, Collector collector) throws IOException {
    String compute =
        "{\"id\":\"%s-%d\",\"payload\":{\"type\":\"compute\",\"operation\":\"fibonacci\",\"input\":%d}%s}";
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      jobs.add(compute.formatted("later", i, 1, ",\"scheduled_at\":\"2100-01-01T00:00:00Z\""));
      jobs.add(compute.formatted("blocked", i, 1, ",\"depends_on\":[\"later-" + i + "\"]"));
    }
    // So many that a quick machine is still taking them in when it is scraped for the second time.
    for (int i = 0; i < 400_000; i++) {
      jobs.add(compute.formatted("quick", i, 5_000 + i % 20 * 500, ""));
      if (i % 20 == 0) {
        jobs.add(REFUSED.replace("ID", "refused-" + i));
      }
      if (i % 100 == 0) {
        jobs.add(compute.formatted("slow", i, 1_000_000, ""));
      }
    }
    Files.writeString(
        directory.resolve("jobs.json"), jobs.stream().collect(Collectors.joining(",", "[", "]")));
    Files.writeString(
        directory.resolve("c.yaml"),
        "task_timeout: 300ms\nsnapshot_interval: 1s\ntrace_ratio: 0.01\n");
    return new Holdfast(directory)
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
        .start("run", "jobs.json", "--config", "c.yaml", "--metrics-port", "" + port);
  }

  private static void awaitData(Running queue, Prometheus prometheus, List<Question> questions) {
    List<Question> open = new ArrayList<>(questions);
    open.removeIf(question -> MAY_BE_EMPTY.contains(question.legend()));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    assertThat(
            queue.awaits(() -> {
              open.removeIf(question -> prometheus.hasData(question.expression()));
              return open.isEmpty() || System.nanoTime() > deadline;
            }))
        .as("the queue is at work")
        .isTrue();
    assertThat(open).as("without data").isEmpty();
  }

  private static void allTargetsAreUp(Prometheus prometheus) {
    List<JsonNode> targets =
        prometheus.get("/api/v1/targets").path("data").path("activeTargets").valueStream().toList();
    assertThat(targets).hasSize(2);
    assertThat(targets)
        .allSatisfy(target ->
            assertThat(target.path("health").asString()).as("%s", target).isEqualTo("up"));
  }

  private static void allRulesWereEvaluated(Prometheus prometheus) {
    List<JsonNode> rules =
        prometheus
            .get("/api/v1/rules")
            .path("data")
            .path("groups")
            .valueStream()
            .flatMap(group -> group.path("rules").valueStream())
            .toList();
    assertThat(rules).hasSizeGreaterThan(80);
    assertThat(rules)
        .allSatisfy(
            rule -> assertThat(rule.path("health").asString()).as("%s", rule).isEqualTo("ok"));
  }

  /**
   * What the tool of Prometheus says of an exposition: nothing, but of names that were asked for.
   */
  private void metricsAreSound(String metrics) throws IOException {
    Path file = Files.writeString(directory.resolve("metrics.txt"), metrics);
    Path tool = Prometheus.tools().resolve("promtool");
    Said said =
        Prometheus.call(directory, "bash", "-c", "'" + tool + "' check metrics < '" + file + "'");
    assertThat(said.text().lines())
        .as("%s", said)
        .allMatch(line -> TASTE.stream().anyMatch(line::startsWith));
    assertThat(said.exitCode()).isIn(0, 3);
  }

  private static void drawPicture(Running queue, Prometheus prometheus) throws IOException {
    String picture = System.getProperty(PICTURE);
    if (picture == null) {
      return;
    }
    long start = System.nanoTime();
    assertThat(
            queue.awaits(
                () -> System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PICTURE_SECONDS)))
        .as("the queue is at work")
        .isTrue();
    Path script = Dashboard.DIRECTORY.resolve("tools").resolve("picture.mjs");
    Said said =
        Prometheus.call(
            Path.of("."),
            "node",
            script.toString(),
            Dashboard.FILE.toString(),
            prometheus.url(),
            Path.of(picture).toAbsolutePath().toString());
    assertThat(said.exitCode()).as("%s", said).isZero();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
