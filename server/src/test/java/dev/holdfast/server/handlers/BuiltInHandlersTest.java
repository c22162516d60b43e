package dev.holdfast.server.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.JobId;
import dev.holdfast.core.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInHandlersTest {
  private static final Deadline SOON = Deadline.after(Duration.ofSeconds(30));

  @TempDir private Path directory;
  private HttpServer server;
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger requests = new AtomicInteger();

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setExecutor(Thread::startVirtualThread);
    answer("/ok", 200, "fine");
    answer("/missing", 404, "no");
    answer("/huge", 200, "x".repeat((int) HttpGets.BODY_BYTES_MAX + 1));
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/ok");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.createContext(
        "/to-file",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "file:///etc/passwd");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.createContext(
        "/silent",
        exchange -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
  }

  private void answer(String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(status, body.length());
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body.getBytes(UTF_8));
          }
        });
  }

  @Test
  void fibonacciNumbersAreRight() throws InterruptedException {
    assertThat(BuiltInHandlers.fibonacci(0)).isEqualTo(BigInteger.ZERO);
    assertThat(BuiltInHandlers.fibonacci(1)).isEqualTo(BigInteger.ONE);
    assertThat(BuiltInHandlers.fibonacci(90)).isEqualTo(BigInteger.valueOf(2880067194370816120L));
    assertThat(BuiltInHandlers.fibonacci(300))
        .isEqualTo(
            new BigInteger("222232244629420445529739893461909967206666939096499764990979600"));
  }

  @Test
  void anInterruptEndsAComputation() throws InterruptedException {
    AtomicReference<Throwable> end = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                run("{'type':'compute','operation':'fibonacci','input':1000000}", SOON, true);
              } catch (Exception e) {
                end.set(e);
              }
            });
    thread.interrupt();
    thread.join();
    assertThat(end.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void filesAreWritten() throws Exception {
    run("{'type':'io','operation':'write_file','path':'a/b','content':'c'}", SOON, false);
    assertThat(directory.resolve("a/b")).hasContent("c");
  }

  @Test
  void withoutPermissionNothingIsFetched() {
    assertThatThrownBy(() -> get("/ok", false))
        .isInstanceOf(TaskFailedException.class)
        .hasMessage("the network is not allowed: run with --allow-network");
    assertThat(requests).hasValue(0);
  }

  @Test
  void aGoodAnswerIsASuccessAfterARedirectToo() throws Exception {
    get("/ok", true);
    get("/moved", true);
    assertThat(requests).hasValue(2);
  }

  @Test
  void anyOtherStatusIsAFailure() {
    assertThatThrownBy(() -> get("/missing", true))
        .isInstanceOf(TaskFailedException.class)
        .hasMessage("GET " + url("/missing") + " was answered with status 404");
  }

  @Test
  void aRedirectAwayFromHttpIsNotFollowed() {
    assertThatThrownBy(() -> get("/to-file", true)).isInstanceOf(TaskFailedException.class);
  }

  @Test
  void aBodyWithoutMeasureIsAFailure() {
    assertThatThrownBy(() -> get("/huge", true))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageStartingWith("GET " + url("/huge") + ": ");
  }

  @Test
  void theDeadlineEndsARequest() {
    assertThatThrownBy(() ->
            run(
                "{'type':'network','operation':'http_get','url':'" + url("/silent") + "'}",
                Deadline.after(Duration.ofMillis(100)),
                true))
        .isInstanceOf(TaskFailedException.class)
        .hasMessage("GET " + url("/silent") + ": request timed out");
  }

  @Test
  void nobodyListeningIsAFailureWithAReason() {
    server.stop(0);
    assertThatThrownBy(() -> get("/ok", true))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageStartingWith("GET " + url("/ok") + ": ");
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void get(String path, boolean allowNetwork) throws Exception {
    run("{'type':'network','operation':'http_get','url':'" + url(path) + "'}", SOON, allowNetwork);
  }

  private void run(String payload, Deadline deadline, boolean allowNetwork) throws Exception {
    FilesUnderRoot files = FilesUnderRoot.open(directory, List.of());
    try (BuiltInHandlers handlers = new BuiltInHandlers(files, allowNetwork)) {
      Task task = Task.of(Payload.ofJson(payload.replace('\'', '"')));
      handlers.carryOut(new JobId("task-1"), task, deadline);
    }
  }
}
