package dev.holdfast.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private static final String LOOPBACK = "127.0.0.1";

  private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<String>> sampling =
      new AtomicReference<>(Optional.of("{\"ratio\":1.0}\n"));
  private final Pages pages =
      new Pages() {
        @Override
        public Page metrics(String accept) {
          return new Page("text/x; accepts=" + accept, "queue_jobs_completed_total 1.0\n");
        }

        @Override
        public String status() {
          return "{\"jobs\":{}}\n";
        }

        @Override
        public Optional<String> trouble() {
          return trouble.get();
        }

        @Override
        public Optional<String> sampling() {
          return sampling.get();
        }

        @Override
        public void changeSampling(String json) {
          if (json.equals("no")) {
            throw new IllegalArgumentException("that is no ratio");
          }
          sampling.set(Optional.of(json));
        }
      };
  private MetricsServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws Exception {
    server = MetricsServer.start(LOOPBACK, 0, pages);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void metricsAreWrittenAsTheReaderLikes() throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri("/metrics")).header("Accept", "a/b").build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("text/x; accepts=a/b");
    assertThat(response.body()).isEqualTo("queue_jobs_completed_total 1.0\n");
    assertThat(get("/metrics").headers().firstValue("content-type")).contains("text/x; accepts=");
  }

  @Test
  void samplingIsShownAndChanged() throws Exception {
    assertThat(get("/sampling").body()).isEqualTo("{\"ratio\":1.0}\n");
    for (String method : List.of("PUT", "POST")) {
      HttpResponse<String> changed = sampling(method, "application/json", method);
      assertThat(changed.statusCode()).isEqualTo(200);
      assertThat(changed.body()).isEqualTo(method);
      assertThat(get("/sampling").body()).isEqualTo(method);
    }
    assertThat(sampling("PUT", "Application/JSON; charset=utf-8", "x").statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsNoSamplingIsRefusedWithAReason() throws Exception {
    HttpResponse<String> wrong = sampling("PUT", "application/json", "no");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).isEqualTo("that is no ratio\n");
    // What a page of another site can send without asking.
    assertThat(sampling("POST", "text/plain", "{}").statusCode()).isEqualTo(415);
    assertThat(sampling("PUT", "application/json", "x".repeat(70_000)).statusCode()).isEqualTo(413);
    assertThat(get("/sampling").body()).isEqualTo("{\"ratio\":1.0}\n");
  }

  @Test
  void withoutTracingThereIsNoSampling() throws Exception {
    sampling.set(Optional.empty());
    assertThat(get("/sampling").statusCode()).isEqualTo(404);
    assertThat(sampling("PUT", "application/json", "{}").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> sampling(String method, String type, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri("/sampling"))
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void statusIsJson() throws Exception {
    HttpResponse<String> response = get("/status?pretty");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .contains("application/json; charset=utf-8");
    assertThat(response.body()).isEqualTo(pages.status());
  }

  @Test
  void healthTellsUpFromDown() throws Exception {
    HttpResponse<String> up = get("/health");
    assertThat(up.statusCode()).isEqualTo(200);
    assertThat(up.body()).isEqualTo("{\"status\":\"up\"}\n");
    trouble.set(Optional.of("the disk said \"no\""));
    HttpResponse<String> down = get("/health");
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.body())
        .isEqualTo("{\"status\":\"down\",\"reason\":\"the disk said \\\"no\\\"\"}\n");
  }

  @Test
  void thereIsNothingElse() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/metrics/").statusCode()).isEqualTo(404);
  }

  @Test
  void nothingCanBeChanged() throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri("/status")).POST(BodyPublishers.ofString("x")).build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
  }

  @Test
  void aPortInUseIsAnError() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> MetricsServer.start(LOOPBACK, taken.getLocalPort(), pages))
          .isInstanceOf(IOException.class)
          .hasMessage("port " + taken.getLocalPort() + " of 127.0.0.1 cannot be opened");
    }
  }

  @Test
  void aClosedServerLeavesNoThread() throws Exception {
    server.close();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("vert.x-eventloop")) {
        // Vert.x says that it is closed while its last thread is on its way out.
        assertThat(thread.join(Duration.ofSeconds(20))).as("end of %s", thread).isTrue();
      }
    }
    assertThatThrownBy(() -> get("/health")).isInstanceOf(IOException.class);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://" + LOOPBACK + ":" + server.port() + path);
  }
}
