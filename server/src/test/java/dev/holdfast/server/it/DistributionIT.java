package dev.holdfast.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.observability.Component;
import dev.holdfast.observability.TelemetryNames;
import dev.holdfast.server.it.Holdfast.Result;
import dev.holdfast.server.it.Holdfast.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as its users meet it: real processes, real directories, real signals. */
class DistributionIT {
  private static final Path EXAMPLE = Path.of("..", "docs", "examples", "jobs.json");

  @TempDir private Path directory;
  private Holdfast holdfast;

  @BeforeEach
  void setUp() throws IOException {
    holdfast = new Holdfast(directory);
    // For jobs that wait for an answer that does not come.
    write("patient.yaml", "task_timeout: 10m\nmetrics_port: 0\n");
  }

  @Test
  void theExampleRunsAndASecondRunFindsItDone() {
    String example = EXAMPLE.toAbsolutePath().toString();
    Result first = holdfast.run("run", example, "--no-metrics");
    assertThat(first.exitCode()).as("%s", first).isZero();
    assertThat(first.out()).contains("dead            0\n");
    Result again = holdfast.run("run", example, "--no-metrics");
    assertThat(again.exitCode()).as("%s", again).isZero();
    assertThat(again.out()).contains(" of them before this run)\n");
    assertThat(again.err()).startsWith("Recovered in ");
  }

  @Test
  void payloadsLieInTheLogAsTheyStoodInTheFile() throws IOException {
    String payload =
        "{\"type\":\"compute\",\"operation\":\"fibonacci\",\"input\":1,"
            + "\"exact\":123456789012345678901234567890.10e-5,\"z\":1,\"a\":2,\"z\":3,"
            + "\"clef\":\"\uD834\uDD1E\",\"empty\":{}}";
    write("jobs.json", "[{\"id\":\"a\",\"payload\":" + payload + "}]");
    Files.writeString(directory.resolve("c.yaml"), "snapshot_interval: 1h\nmetrics_port: 0\n");
    assertThat(holdfast.run("run", "jobs.json", "--config", "c.yaml").exitCode()).isZero();
    assertThat(holdfast.run("wal", "dump", "--type", "ENQUEUE").out())
        .contains("\"payload\":" + payload);
  }

  @Test
  void ctrlCStopsCleanlyAndTheNextRunGoesOn() throws IOException {
    try (Witness witness = new Witness()) {
      write("jobs.json", witness.jobFile(20, "silent"));
      for (var stop : List.of(List.of("INT", 130), List.of("TERM", 143))) {
        if (stop.getFirst().equals("INT") && interruptIsIgnored()) {
          continue;
        }
        int before = witness.requests();
        Running running = startPatiently();
        assertThat(running.awaits(() -> witness.requests() >= before + 8)).isTrue();
        running.signal(stop.getFirst().toString());
        Result result = running.end();
        assertThat(result.exitCode()).as("%s", result).isEqualTo(stop.getLast());
        assertThat(result.out()).contains("not yet done    20\n");
        assertThat(result.err())
            .endsWith("Stopped before the end. Run the same command again to go on.\n");
      }
      assertThat(holdfast.run("status", "--json").out()).contains("\"total\":20}");
    }
  }

  @Test
  void aLiveDirectoryCanBeLookedAtButNotWorkedOn() throws IOException {
    try (Witness witness = new Witness()) {
      write("jobs.json", witness.jobFile(20, "silent"));
      Running running = startPatiently();
      assertThat(running.awaits(() -> witness.requests() >= 8)).isTrue();
      Result status = holdfast.run("status");
      assertThat(status.exitCode()).as("%s", status).isZero();
      assertThat(status.out()).contains("jobs            20\n").contains("  in flight     8\n");
      assertThat(holdfast.run("wal", "verify").exitCode()).isZero();
      Result second = holdfast.run("run", "jobs.json", "--no-metrics");
      assertThat(second.exitCode()).as("%s", second).isEqualTo(3);
      assertThat(second.err()).contains(directory.resolve("data").toString()).contains("use");
      assertThat(second.err().lines()).hasSize(1);
      running.kill();
    }
  }

  @Test
  void exactlyTheMetricsThatAreDeclaredAreServedWhileItRuns() throws Exception {
    int port = freePort();
    try (Witness witness = new Witness();
        Collector collector = new Collector();
        HttpClient client = HttpClient.newHttpClient()) {
      holdfast.with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
      write("jobs.json", witness.jobFile(10, "silent"));
      write(
          "quick.json",
          "[{\"id\":\"q\",\"priority\":10,\"payload\":{\"type\":\"compute\",\"operation\":\"fibonacci\",\"input\":9}}]");
      Running running = startPatiently("quick.json", "--metrics-port", "" + port);
      assertThat(
              running.awaits(() ->
                  witness.requests() >= 8
                      && answers(client, port)
                      && getOrNothing(client, port, "/metrics")
                          .contains("messaging_process_duration_seconds_count")))
          .isTrue();
      String metrics = get(client, port, "/metrics");
      assertThat(served(metrics)).containsExactlyInAnyOrderElementsOf(declared());
      assertThat(metrics)
          .contains("queue_depth_gauge{queue=\"default\",state=\"in_flight\"} 8.0\n")
          .contains("queue_job_duration_seconds_bucket{queue=\"default\",le=\"+Inf\"} 1\n")
          .contains("holdfast_workers_slots{state=\"busy\"} 8.0\n")
          .contains("holdfast_engine_up 1.0\n");
      assertThat(get(client, port, "/status")).contains("\"in_flight\":8").endsWith("}\n");
      assertThat(get(client, port, "/health")).isEqualTo("{\"status\":\"up\"}\n");
      assertThat(get(client, port, "/sampling")).isEqualTo("{\"ratio\":1.0,\"queues\":{}}\n");
      checkWithPromtool(metrics);
      running.kill();
    }
  }

  private static final Set<Component> SERVED =
      EnumSet.of(
          Component.QUEUE,
          Component.MESSAGING,
          Component.WORKERS,
          Component.WAL,
          Component.SNAPSHOT,
          Component.TELEMETRY);

  /** With kind and name, as the scrape writes them. */
  private static List<String> declared() {
    return TelemetryNames.METRICS.stream()
        .filter(metric -> SERVED.contains(metric.component()))
        .map(metric -> metric.prometheusName() + " " + metric.kindText())
        .toList();
  }

  /** Without those of JVM and machine, which are Micrometer's, and what it adds to histograms. */
  private static List<String> served(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.substring("# TYPE ".length()))
        .filter(line -> !line.matches("(jvm|process|system|disk)_.*"))
        .filter(line -> !line.endsWith("_max gauge"))
        .toList();
  }

  private static String getOrNothing(HttpClient client, int port, String path) {
    try {
      return get(client, port, path);
    } catch (IOException | InterruptedException e) {
      return "";
    }
  }

  /** A shell starts its background jobs deaf to Ctrl-C, and their children inherit that. */
  private static boolean interruptIsIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    return (Long.parseUnsignedLong(ignored, 16) >> 1 & 1) == 1;
  }

  private Running startPatiently(String... more) {
    List<String> args = List.of("run", "jobs.json", "--config", "patient.yaml", "--allow-network");
    return holdfast.start(Stream.concat(args.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private static boolean answers(HttpClient client, int port) {
    try {
      return !get(client, port, "/health").isEmpty();
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private static String get(HttpClient client, int port, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Where Prometheus's own tool is installed, it has the last word. */
  private void checkWithPromtool(String metrics) throws IOException, InterruptedException {
    boolean installed =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    if (installed) {
      Path input = write("metrics.txt", metrics);
      Path output = directory.resolve("promtool.txt");
      int code =
          new ProcessBuilder("promtool", "check", "metrics")
              .redirectInput(input.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      // 1 is a parse error; 3 is a matter of taste, such as "gauge" in a name that was asked for.
      assertThat(code).as(Files.readString(output)).isNotEqualTo(1);
    }
  }

  @Test
  void aPortThatIsTakenMattersOnlyIfItWasAskedFor() throws IOException {
    write("jobs.json", "[]");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Result result = holdfast.run("run", "jobs.json", "--metrics-port", "" + taken.getLocalPort());
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).startsWith("port " + taken.getLocalPort()).contains("--no-metrics");
      assertThat(directory.resolve("data")).doesNotExist();
    }
  }

  @Test
  void aLogOfANewerVersionIsRefusedAndLeftAlone() throws IOException {
    write("jobs.json", holdfast.run("generate", "5").out());
    holdfast.run("run", "jobs.json", "--no-metrics");
    Path log = logFile();
    String content = Files.readString(log);
    String header = content.substring(0, content.indexOf(",\"checksum\""));
    String newer = header.replace("\"version\":1", "\"version\":99");
    assertThat(newer).isNotEqualTo(header);
    CRC32C crc = new CRC32C();
    crc.update(newer.getBytes(UTF_8));
    String forged =
        newer + ",\"checksum\":" + crc.getValue() + "}" + content.substring(content.indexOf('\n'));
    Files.writeString(log, forged);
    Result result = holdfast.run("run", "jobs.json", "--no-metrics");
    assertThat(result.exitCode()).as("%s", result).isEqualTo(3);
    assertThat(result.err()).contains("99").contains("newer");
    assertThat(result.err().lines()).hasSize(1);
    assertThat(log).hasContent(forged);
    Result verify = holdfast.run("wal", "verify");
    assertThat(verify.exitCode()).as("%s", verify).isEqualTo(3);
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsAClearError() throws Exception {
    write("jobs.json", holdfast.run("generate", "5").out());
    try (Mount mount = Mount.tmpfs(directory.resolve("small"), "size=64m")) {
      assertThat(
              holdfast.run("run", "jobs.json", "--no-metrics", "--data", "small/data").exitCode())
          .isZero();
      mount.makeReadOnly();
      Result result = holdfast.run("run", "jobs.json", "--no-metrics", "--data", "small/data");
      assertThat(result.exitCode()).as("%s", result).isEqualTo(3);
      assertThat(result.err()).containsIgnoringCase("read-only");
      assertThat(result.err().lines()).hasSize(1);
      Result status = holdfast.run("status", "small/data");
      assertThat(status.exitCode()).as("%s", status).isZero();
      assertThat(status.out()).contains("  completed     5\n");
    }
  }

  @Test
  void aFullDiskIsAClearErrorAndWithRoomItGoesOn() throws Exception {
    write("jobs.json", holdfast.run("generate", "5000", "--payload-bytes", "200").out());
    try (Mount mount = Mount.tmpfs(directory.resolve("small"), "size=700k")) {
      Result full = holdfast.run("run", "jobs.json", "--no-metrics", "--data", "small/data");
      assertThat(full.exitCode()).as("%s", full).isEqualTo(3);
      assertThat(full.err()).containsIgnoringCase("no space left").doesNotContain("\tat ");
      mount.resize("64m");
      Result again = holdfast.run("run", "jobs.json", "--no-metrics", "--data", "small/data");
      assertThat(again.exitCode()).as("%s", again).isZero();
      assertThat(again.out()).contains("jobs            5,000\n").contains("dead            0\n");
      assertThat(holdfast.run("wal", "verify", "small/data").exitCode()).isZero();
    }
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoError() throws Exception {
    Path script = write("head.sh", "\"$@\" | head -n 2\nexit ${PIPESTATUS[0]}\n");
    Path err = directory.resolve("head-err.txt");
    Path out = directory.resolve("head-out.txt");
    Stream<String> java =
        Stream.of(
            "bash",
            script.toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            Path.of("target", "dist", "lib").toAbsolutePath() + "/*",
            "dev.holdfast.server.Main",
            "generate",
            "1000000");
    int code =
        new ProcessBuilder(java.toList())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    assertThat(code).isZero();
    assertThat(Files.readString(err)).isEmpty();
    assertThat(Files.readString(out).lines()).hasSize(2);
  }

  private Path logFile() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("data"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("wal.log."))
          .min(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  /** A small file system of its own; the tests that need one run only where mounting is allowed. */
  private record Mount(Path path) implements AutoCloseable {

    static Mount tmpfs(Path path, String options) throws IOException {
      Files.createDirectory(path);
      assumeTrue(
          call("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString()),
          "mounting is not allowed here");
      return new Mount(path);
    }

    void makeReadOnly() throws IOException {
      assertThat(call("mount", "-o", "remount,ro", path.toString())).isTrue();
    }

    void resize(String size) throws IOException {
      assertThat(call("mount", "-o", "remount,size=" + size, path.toString())).isTrue();
    }

    private static boolean call(String... command) throws IOException {
      try {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() throws IOException {
      assertThat(call("umount", path.toString())).isTrue();
    }
  }
}
