package dev.holdfast.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The real Prometheus and its tool: those on the path, or else those of Debian's package, which is
 * only unpacked below {@code target}: installed, it would take the port that Holdfast uses too.
 */
final class Prometheus implements AutoCloseable {
  private static final Path UNPACKED = Path.of("target", "prometheus").toAbsolutePath();
  private static final long SECONDS_MAX = 120;

  private final Path directory;
  private final Process process;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private Prometheus(Path directory, Process process, int port) {
    this.directory = directory;
    this.process = process;
    this.port = port;
  }

  /** What a call of the tool printed, and how it ended. */
  record Said(int exitCode, String text) {}

  /** Where the programs are. Aborts the test where there are none and no way to get them. */
  static Path tools() throws IOException {
    Optional<Path> onPath =
        Arrays.stream(System.getenv("PATH").split(":"))
            .map(Path::of)
            .filter(Prometheus::isComplete)
            .findFirst();
    if (onPath.isPresent()) {
      return onPath.get();
    }
    Path unpacked = UNPACKED.resolve("usr").resolve("bin");
    if (!isComplete(unpacked)) {
      unpack();
    }
    return unpacked;
  }

  private static boolean isComplete(Path folder) {
    return Stream.of("prometheus", "promtool")
        .allMatch(name -> Files.isExecutable(folder.resolve(name)));
  }

  private static void unpack() throws IOException {
    if (call(Path.of("."), "apt-get", "--version").exitCode() != 0) {
      abort("neither prometheus nor apt-get is here: the dashboards are not checked");
    }
    Files.createDirectories(UNPACKED);
    if (call(UNPACKED, "apt-get", "download", "prometheus").exitCode() != 0) {
      Said update = call(UNPACKED, "apt-get", "update");
      Said download = call(UNPACKED, "apt-get", "download", "prometheus");
      assertThat(download.exitCode()).as("%s%n%s", update, download).isZero();
    }
    Said unpacked =
        call(UNPACKED, "bash", "-c", "dpkg-deb -x prometheus_*.deb . && rm prometheus_*.deb");
    assertThat(unpacked.exitCode()).as("%s", unpacked).isZero();
  }

  /** Runs a program in a directory to its end. */
  static Said call(Path directory, String... command) throws IOException {
    Path output = Files.createTempFile("call", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("it does not end: " + List.of(command));
      }
      return new Said(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      return new Said(-1, e.toString());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      Files.delete(output);
    }
  }

  /** Calls {@code promtool}. */
  static Said promtool(Path directory, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(tools().resolve("promtool").toString()));
    command.addAll(List.of(arguments));
    return call(directory, command.toArray(String[]::new));
  }

  /**
   * Starts it.
   *
   * @param directory for its data and its configuration
   * @param rules files of rules, evaluated each second
   * @param ports what to scrape each second
   */
  static Prometheus start(Path directory, int port, List<Path> rules, List<Integer> ports)
      throws IOException {
    String config =
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: %s
        scrape_configs:
          - job_name: holdfast
            static_configs: [{targets: %s}]
        """
            .formatted(
                rules.stream().map(rule -> "'" + rule.toAbsolutePath() + "'").toList(),
                ports.stream().map(each -> "'127.0.0.1:" + each + "'").toList());
    Path file = Files.writeString(directory.resolve("prometheus.yaml"), config);
    Path tools = tools();
    Process process =
        new ProcessBuilder(
                tools.resolve("prometheus").toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    return new Prometheus(directory, process, port);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Waits until it answers; fails if it ends instead. */
  void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!isReady()) {
      assertThat(System.nanoTime()).as(this::log).isLessThan(deadline);
      assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as(this::log).isFalse();
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      return client.send(request("/-/ready"), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** What it scrapes from a port of this machine. */
  String scrape(int scraped) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + scraped + "/metrics");
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path)).build();
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("prometheus.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Whether an expression has at least one series whose value is a number, now. */
  boolean hasData(String expression) {
    JsonNode results = query(expression).path("data").path("result");
    return results
        .valueStream()
        .map(series -> series.path("value").path(1).asString())
        .anyMatch(value -> Double.isFinite(parse(value)));
  }

  /** Prometheus writes infinities in its own way. */
  private static double parse(String value) {
    return value.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value);
  }

  private JsonNode query(String expression) {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8));
  }

  JsonNode get(String path) {
    try {
      String body = client.send(request(path), BodyHandlers.ofString()).body();
      JsonNode answer = new JsonMapper().readTree(body);
      assertThat(answer.path("status").asString()).as("%s: %s", path, body).isEqualTo("success");
      return answer;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    client.close();
  }
}
